"""Words around a question or an order: politeness, doubt, and what carries no meaning of its own."""

from __future__ import annotations

TALK: dict[str, str] = {
    "filler": """
        =a =an =the =of =for =on =in =at =to =my =our =me =us =i =we =you =it it's =its =is =are
        =was =were =be =been =there =show =give =get =got =display =list =view =see =tell =open
        =check =look =want =need =like =would =could =can let's =lets please pls plz thanks =thank
        =what whats what's =which =how hows how's =much =many =do =does =did =have =has =had =with
        =by =and =or =so =now =right =currently =current =any =some =all =just =about =hey =hi
        =hello =ok =okay =quickly =that =this =these =those =them =they =from =up =going =doing
        =over =per =as shop store business =made =make =anything =something =go =went =rn =lately
        =yet =haven't =pretty =good =morning =day =came =come =comes =well =then =draw =still =far
        what'd whatd how'd where's wheres who's =yo =please =one =ones =looking =he =she =him =her
        =his =their =your =ur =u =whose =whos =im i'm i've i'd we're we've they're =thats that's
        there's =theres =wich =gimme =lemme =wanna =gotta =um =uhm =uh =er =erm =hmm =ah =oh =wow
        =dude =mate =man =buddy =actually =really =basically =exactly =roughly =approximately
        =overall =altogether =kinda =sorta =btw =very =quite =bit =kind =sort =getting =gets =seem
        =seems =stand =stands =happen =happens =happening =being =looked =looks =quick  =such
        =know =think =pull =moment =among =between =till =guys =folks =thing =things =stuff =bro
        =seen =whats =wht =hw показать! дать! давать! вывести! сказать! подсказать! рассказать!
        открыть! прислать! нарисовать! построить! посмотреть! глянуть! проверить! скинуть! кинуть!
        =хочу =хотел =хотела =хотим =нужно =надо =нужен =нужна =нужны =можно =можешь =можете
        увидеть! узнать! =глянь =гляньте =поглядеть =мне =мы =нам =меня =нас =у =ка =пожалуйста
        =плиз =плз =пж =пжл =пжлст =спасибо =что =чего =чо =че =чем =какой =какая =какое =какие
        =каков =какова =каковы =какую =каких =каким =какими =как =сколько =скока =скок =там =тут
        =здесь =это =этот =эта =эти =этого =этому =этих =этой =мой =моя =мое =мои =моих =наш =наша
        =наше =наши =наших =нашим =нашей =с =со =за =на =по =во =в =и =а =но =ну =же =вот =о =об =от
        =до =из =к =ко =для =про =всего =все =всё =всех =всем =весь =всю =есть =ли =был =было =была
        =были =идут =идет =идем =идти =дела =обстоят =сейчас =быстро =быстренько =привет
        =здравствуйте =добрый =доброе =день =утро =бизнес =они =он =она =их =его =ее =список
        =который =которая =которое =которые =которых =нибудь =большое =огромное =прошел =прошла
        =прошли =прошло =пришел =пришла =пришли =пришло магазин =так =слушай =слушайте =алло =я =где
        =целиком =полностью =совсем =прикинь =прикиньте =прикинуть =ближе =вышло =вышла =вышли
        =выходит =выходило =получилось =получается =получили =среди =между =то =короче =кстати
        =реально =вроде =типа =блин =сами =прям =прямо =примерно =вкратце =данный =данную =момент
        =моменту =коротко =щас =ща =сча =нынче =глядеть =гляну =скажи-ка =знать =понять =понимаю
        =интересно =бот =будь =будьте =добр =добра =добры =любезен =ой =ага =вообще =еще =того
        =которой
    """,
    "greeting_word": "=good =добрый =доброе =доброй",
    "article": "=a =an =the",
    "with": "=с =со =with =have =has =having",
    "without": "=без =without",
    "not": """
        =не =нет =ни =нельзя =никогда никакой =хватит перестать! прекратить! =стоп =отставить
        =отмена =not =no =never =stop =cancel =avoid =nothing =ничего =don =dont =cannot =cant =wont
        =isnt =wasnt =didnt =doesnt =havent =hasnt =rather =wait подождать! погодить! забыть!
        =refrain =передумал =передумала =передумали =забей =незачем =рано =maybe =perhaps =later
        =потом
    """,
    "asks": """
        =how =why =when =who =whom =which =where =what whats what's =should =shall =did =does =do
        =is =are =was =were =had =may =might =would =if =unless =whether =suppose =imagine =assume
        =assuming how's where's who's what'd how'd =will =has =have =must =possible =wonder
        =wondering =considering =thinking =think =как =почему =зачем =когда =кто =кого =какие =какой
        =какую =какая =что =чем =где =куда =сколько =если =ли =бы =можно =стоит =предположим
        =допустим представить! =вдруг =разве =неужели =будет =будут =случится =хорошо =happens
        =explain объяснить! =before =after =until =пока =как-то =может =думаю =подумать =думал
        =думала =думаем =должен =должна =должны =уметь =умеешь =умеете =уже =already =going
    """,
    "may_i": "=can =could",
    "may_you": "=can =could =можешь =можете",
    "i": "=i =we =я =мы",
    "kindly": """
        =ка =please =pls =plz =kindly =пожалуйста =плиз =плз =пж =пжл =можешь =можете =мог =могли
        =can =could =you =i =want =need =to =like =let's =lets =хочу =нужно =надо =нужен =давай
        =давайте =ну =а =и =так =теперь =now =срочно =urgently =мне =я =me =for =ok =okay =ок =hey
        =hi =hello =привет =just =просто =бот =bot =спасибо =thanks =thank =сейчас =будь =будьте
        =добр =добра =добры =слушай
    """,
    "needed": "=нужен =нужна =нужны =needed",
    "no_longer": "=больше =longer =anymore",
    "or": "=or =или =либо",
    "li": "=ли",
    "same": "=same =тем =тот =том =таким",
    "chain": """
        =and =or =but =then =also =plus =except =to =till =through =и =или =но =потом =затем =также
        =кроме =до =по =а
    """,
    "joins": "=and =и",
    "as": "=as =как",
    # said alone
    "decision": """
        =да =ага =угу =yes =yep =yeah =нет =не =no =not =nope =подтверждаю подтвердить!
        =подтверждено =confirm =confirmed =approve =approved =отмена =отменяю отменить! отменять!
        =cancel =стоп =stop
    """,
    "assent": "=ok =okay =ок =окей",
    "thanks": "=спасибо =спс =благодарю =thanks =thank =thx",
    "help": "=help помочь! =помощь =умеешь =умеете =commands",
    "you": "=you =u",
    "do": "=do",
}
