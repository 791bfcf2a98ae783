"""What can be ordered: flags, messages, prices, discounts, the showcase, coupons, campaigns."""

from __future__ import annotations

ORDERED: dict[str, str] = {
    # flags
    "flag": """
        флагнуть! =флагани =флаганите зафлагнуть! флагать! зафлагать! флаговать! пометить! помечать!
        отметить! отмечать! маркировать! =flag =mark =flagging =marking =пометим
    """,
    "unflag": "=unflag =unmark расфлагать! расфлаговать! расфлагнуть!",
    "flag_noun": "флаг флажок пометка отметка метка =flag =flags =mark",
    "put": "поставить! повесить! добавить! =put =add =set =raise",
    "take_off": "снять! снимать! убрать! убирать! =remove =clear =drop =take =off",
    "call_off": "отменить! отменять! =cancel",
    "reason": "причина =потому =reason =because cause",
    "near_id": """
        =всех =the =a =an =this =that =that's =these =those =on =to =from =of =off =for =на =с =со
        =у =к =этот =эту =эти =это номер =number =no =id =with =следующие =всё =все =all =по =а =us
        =everything =order
    """,
    "state": """
        =paid =shipped =sent =delivered =cancelled =canceled =refunded =returned =fulfilled =complete =completed =done
        =closed =read =resolved оплатить/part отправить/part доставить/part отменить/part
        выполнить/part закрыть/part возвратить/part прочитать/part готовый
    """,
    # telling the team
    "tell": """
        уведомить! уведомлять! оповестить! сообщить! написать! писать! напомнить! передать! сказать!
        отправить! пнуть! пингануть! пингнуть! скинуть! =notify =tell =inform =message =remind =ping
        =alert =send =write =broadcast =text =let
    """,
    "sound": "звук =sound",
    "silently": "=тихо =тихонько =молча =silently =quietly =silent тихий",
    # prices
    "price": "цена price =pricing ценник ",
    "prices": "цена/plur =prices =pricing",
    "cheaper": "=cheaper =дешевле",
    "dearer": "=pricier =dearer =дороже",
    "bound": "=most =least =max =maximum =min =minimum максимум минимум",
    "price_up": """
        поднять! поднимать! подымать! повысить! повышать! увеличить! увеличивать!
        накинуть! =raise =increase =lift =bump
    """,
    "price_down": """
        снизить! снижать! понизить! понижать! опустить! опускать! уменьшить! урезать! скинуть!
        сбросить! =cut =lower =reduce =decrease =drop =knock
    """,
    "price_set": """
        изменить! поменять! менять! поставить! установить! назначить! сделать! =set =change =make
        =put =update
    """,
    "discount": "скидка скидос скидон discount",
    "discounts": "скидка/plur =discounts",
    "give": """
        дать! ввести! включить! включать! запустить! =enable =activate =start =launch =give =apply
        =offer =add
    """,
    "delete": "удалить! =delete",
    "percent": "=% процент percent =pct",
    "money_unit": "=€ =$ =₽ =£ =евро =eur euro рубль =руб =р доллар dollar =usd",
    "cents": "cent цент копейка",
    "everything": """
        =all =every =everything =все =всё =всех =всем =всеми =весь =всю =всему =каждого =каждый
        =entire =whole
    """,
    # the showcase
    "hide": "скрыть! скрывать! спрятать! прятать! архивировать! =hide =unpublish =archive",
    "publish": "опубликовать! публиковать! =publish =republish =unhide",
    "showcase": "витрина публикация продажа/sing сайт site =sale =offline =shop =store магазин",
    "back": "=back",
    "bring_back": "вернуть! =bring",
    # taking back
    "undo": "откатить! откатывать! откат вернуть! =undo =rollback =revert =restore",
    "take_back": "отменить! =take",
    "did": "=сделал =сделала =сделали =did =done",
    "slip": """
        =ой =упс =блин =ох =эх =ай =oops =whoops =ops =damn =oh =ah =shit =wrong =mistake =ошибся
        =ошиблась
    """,
    "deed": """
        действие изменение шаг action change step =it =that =это =всё =все =назад =взад =обратно
        =как =было =back
    """,
    # coupons and campaigns
    "coupon_make": """
        создать! создавать! сделать! завести! выпустить! добавить! =нужен =need =create =make =add
        =issue
    """,
    "coupon_off": """
        отключить! отключать! выключить! выключать! деактивировать! вырубить! вырубать! погасить!
        =disable =deactivate =kill
    """,
    "campaign_pause": """
        приостановить! приостанавливать! остановить! останавливать! отключить! отключать! выключить!
        выключать! стопнуть! тормознуть! =pause =stop =suspend =disable
    """,
    "campaign_resume": "возобновить! запустить! включить! включать! =resume =unpause =enable",
    "again": "=обратно =снова =again =заново",
    # changes that are none of the above
    "notify": """
        уведомить! уведомление оповестить! оповещение сообщить! написать! напомнить! пнуть! =пни
        пингануть! пингнуть! передать! =notify =remind =ping =inform =message =broadcast
    """,
    "change": """
        отменить! удалить! создать! изменить! поменять! выключить! отключить! включить! отправить!
        закрыть! поднять! снизить! =cancel =delete =create =change =edit =disable =enable =pause
        =cut =raise =lower =remove =ship
    """,
}
