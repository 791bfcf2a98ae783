"""Words that only order-reading looks at: they explain nothing to the rules of questions."""

from __future__ import annotations

MARKS: dict[str, str] = {
    # what may stand around the arguments of an order without changing it
    "link": """
        =a =an =the =on =for =of =to =by =in =at =with =and =from =our =my =shop =store =up =most =than =off =на =в =по
        =для =у =с =со =и =до =от =из =наш =наши =наших =мои =моих =магазин =магазине =магазина =так =чтобы
    """,
    "coupon_link": """
        =it =он =она =оно =valid =действует =действующий =действующая =которая =который =на =за =для =с =со =по =в =in
        =of =for =with =off =worth =at =that =gives =giving =new =новый =новую =новая =скидка =скидкой =скидку =скидки
        =discount =named =call =name =названием =под =минус =minus =начиная
    """,
    "joining": "=and =и =&",
    "being": "=is =are",
    "relative": """
        =is =are =что =чего =которых =которые =которого =который =which =that =that's =thats =whose
    """,
    "what": "=что =what",
    "up": "=up",
    "off": "=off",
    "to": "=до =to",
    "by": "=by",
    "by_amount": "=by =на",
    "than": "=than =чем",
    "open_end": "=от =до",
    "away": "=from =из =с =со",
    "turn": "=turn =switch",
    "set": "=set",
    "on": "=on =на",
    "hold": "=pause =hold =паузу",
    "from_hold": "=с",
    "from_pause": "=паузы",
    "until": "=until =till =before =до =по =пока =through =thru =to",
    "fewer": "=less =fewer =below =under =меньше =менее =ниже",
    "more": "=more =больше =более",
    "at_most": "=до =максимум =max =maximum",
    "at_most_end": "=to =most",
    "at_most_lead": "=up =at",
    "or_and": "=or =and =или =и",
    "use_noun": """
        использование применение активация раз =uses =use =times =redemptions =time
    """,
    "use_lead": "=не =более =больше =максимум =макс =до =на =лимит =max =maximum =at =most =up =to =limit =limited =for",
    "day_word": """
        =today =tonight =tomorrow week month =year =christmas =сегодня =завтра =послезавтра неделя месяц конец год =end
        monday mon tuesday tue wednesday wed thursday thu friday fri saturday sat sunday sun понедельник вторник среда
        четверг пятница суббота воскресенье january february march april may june july august september october november
        december январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    """,
    # moods
    "greets": """
        =ok =okay =ок =please =pls =plz =so =now =well =hey =hi =hello =just =and =ну =так =а =и =слушай =давай
        =пожалуйста =привет
    """,
    "teller": "=i =we =you =they =he =she =я =мы =ты =вы =они =он =она",
    "wish": "=want =need =would =like =хочу =хотим =хотел =хотела =прошу",
    "ours": "=our =my =thanks =thank =наша =наш =моя =мой =спасибо =чтобы",
    "take_verb": "=take",
    "slipped_one": "=one",
    "as_it": "=как",
    "was": "=было",
    "need": "=need =нужен",
    "supposes": """
        =if =unless =whether =suppose =imagine =assume =assuming =если =бы =предположим =допустим =вдруг представить!
    """,
    "later": """
        =later =tonight =eventually =afterwards =потом =позже =after =after =через =после =once =when
    """,
    "time_link": """
        =by =on =at =in =before =until =till =after =from =since =next =this =the =an =a =к =в =во =на =до =после =через =с
        =со =по =за
    """,
    "clock": "=am =pm =noon =midnight =oclock =утра =вечера =дня =ночи =часов =час =часа =minutes =minute =минут",
    "now": "=now =today =right =immediately =asap =сейчас =сегодня =немедленно =срочно =прямо",
    "restricts": """
        =except =but =besides =without =yet =forget =oops =mean =nope =wait =could =shall =might =кроме =без =исключая
        =следует =забудь =хватит =стоп =whether =as =можно =может
    """,
    "bounds": "=most =least =max =maximum =min =minimum =максимум =минимум",
    "told_past": "=yesterday =вчера =позавчера",
    "reports": """
        =say =says =said =asks =asked =wants =wanted =told =просит =просят =просил =просила =просили =хочет =хотят =хотел
        =хотела =хотели =сказал =сказала =сказали =говорит =говорят =велел =велела =велели =требует
    """,
    "of_somebody": "=from =of =by",
    # a reason and a message
    "before_id": "=# =на =с =у =on =from",
    "after_all": "=хотя =впрочем =actually =although =or",
    "but": "=а =но =but =except =кроме",
    "off_it": "=с =со =from =off",
    "plain_not": "=не =not",
    #: A reason does not begin so: what is corrected, taken back or hangs on something.
    "turns": """
        =oops =forget =kidding =joking =only =once =provided =assuming =вернее =точнее =ой =отбой =шучу =только =лишь
        =если =nevermind =through
    """,
    "turn_lead": "=i =never =just =as =то =в =во",
    "turn_end": "=mean =meant =mind =kidding =joking =soon =есть =случае",
    "idle": "=again =too =also =снова =опять =тоже =now =today =сейчас =сегодня",
    "with": "=по =with =с =for",
    "that": "=is =that =of =что",
    "message_that": "=that =to =что =чтобы",
    "about": "=about =regarding =про =о =об =насчет =по",
    "something": """
        =something =smth =anything =что-то =что-нибудь =кое-что =то =нибудь =что =кое =от =меня =from =me
    """,
    "team_named": """
        =team =managers =manager =support =colleagues =staff =everyone =everybody =guys =команде =команду =менеджерам
        =менеджеров =менеджеру =поддержке =поддержку =коллегам =ребятам =сотрудникам =всем
    """,
    "team_of": "=команды",
    "everyone": "=everyone =everybody =всем =staff =guys",
    "to_team": """
        =everyone =everybody =in =of =quick =new =the =our =my =whole =entire =all =a =short =to =for =сообщение =сообщения =в =для
        =нашей =моей =всей =нашу =мою =всю =нашим =моим =всем
    """,
    "lets": "=let",
    "know": "=know",
    "resend": "=send =resend =retry =repeat =try =отправь =отправьте =отправить =повтори =повторите =попробуй =перешли",
    "missed": "=missed =missing =дошло =недошедшим",
    "resend_link": """
        =again =it =message =messages =to =the =those =who =ones =ещё =еще =раз =повторно =снова =отправку =сообщение
        =тем =кому =не =до =кого =send =отправить
    """,
    # what leans on the card before
    "excepts": "=except =but =besides =without =кроме =без =исключая",
    "some": "=one =some =any =один =одну =одного =какой-нибудь",
    "of_them": "=of =из",
    "same_lead": "=and =now =please =do =а =и =теперь =пожалуйста =сделай",
    "same_article": "=the",
    "the_same": "=same =то =так =также",
    "same_rest": "=thing =же =самое",
    "same_for": "=for =with =on =to =about =для =с =со =на =по =у =за",
    "what_how": "=what =how",
    "about_it": "=about",
    "contrast": "=а",
    "what_ru": "=что",
    "opens": "=а =и =and =теперь =now =только =лишь =only =just",
    "only": "=только =лишь =only =just",
    "if_of": "=если =of",
    "for_whom": "=for =для =у",
    "by_ru": "=по",
    # answers
    "hesitates": """
        =maybe =около =примерно =about =up =skip =forget =help =yes =sec =wait =ask =позже =минутку =шучу =другой =другая
    """,
    "shows": """
        =show =open =see =display =view =list =check =look =покажи =покажите =открой =откройте =глянь =посмотри =выведи
        =проверь =дай =сколько
    """,
}

#: What ends a question without an answer, as the whole text.
LEAVES = frozenset(
    {
        "отмена", "отменить", "отмени", "отбой", "стоп", "хватит", "не надо", "не нужно", "неважно",
        "не важно", "забудь", "передумал", "передумала", "выход", "назад",
        "cancel", "stop", "quit", "exit", "leave", "leave it", "back", "abort", "forget it",
        "never mind", "nevermind", "no need", "don't", "do not", "nothing", "no", "nope", "not now", "none",
        "i changed my mind", "changed my mind", "forget about it", "drop it", "scrap that",
        "ничего", "нет", "никакой", "никому", "никого", "я передумал", "я передумала", "забей", "не сейчас",
        "потом", "отставить", "проехали", "ладно не надо", "нет не надо",
    }
)  # fmt: skip
