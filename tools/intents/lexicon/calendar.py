"""Words of the calendar, and what is compared."""

from __future__ import annotations

CALENDAR: dict[str, str] = {
    "last": "последний last latest recent =past новый/plur недавний свежий =newest =new =latest",
    "fresh": "=new новый/plur",
    "before_previous": "позапрошлый",
    "previous": "прошлый предыдущий =previous =last =prior",
    "this": "=this =current =эта =эту =эти =этот =этой =этом =этого текущий нынешний",
    "over": """
        =больше =более =дольше =старше =свыше =more =than =longer =older =over =чем =уже =already
        =least =минимум =менее
    """,
    "day": "=day =days день =дн сутки =d",
    "week": "week неделя неделька =нед =wk",
    "month": "month месяц =мес",
    "quarter": "quarter квартал",
    "year": "year год =лет",
    "hour": "hour =hr =hrs час =ч =h",
    "period": "period период",
    "weekend": "weekend =выходные =выходных =выходным =выходными =уикенд =уикэнд",
    "earlier": "=before =earlier =prior =накануне =раньше =ранее",
    "ago": "=ago =назад",
    "begin": "начало =beginning =start",
    "versus": """
        =vs =versus =compare =compared =comparing comparison =against сравнить! сравнение =против
        =относительно =сравнению
    """,
    "to_each": "=к =over =to =with =and =с =со =и =on =vs =против",
    "wow": "=wow =w/w",
    "mom": "=mom",
    "future": "=tomorrow =завтра =послезавтра =next следующий будущий предстоящий =upcoming future",
    "vague": """
        полгода =полмесяца =полдня =утро =утра =утром вечер =вечером ночь =ночью =morning =evening
        =night =afternoon =noon =выходной =выходного =выходном сезон season декада decade fortnight
        полтора =половиной =half минута minute
    """,
}

MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "январь янв january jan", "февраль фев february feb", "март мар march mar",
            "апрель апр april apr", "май may", "июнь june jun", "июль july jul",
            "август авг august aug", "сентябрь сен сент september sept sep",
            "октябрь окт october oct", "ноябрь ноя нояб november nov",
            "декабрь дек december dec",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip

#: Days of the week from Monday, 0, on.
WEEKDAYS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "понедельник пн monday mon", "вторник вт tuesday tue", "среда wednesday wed",
            "четверг чт thursday thu", "пятница пт friday fri", "суббота сб saturday",
            "воскресенье вс sunday",
        )
    )
    for word in words.split()
}  # fmt: skip

#: The days near today, as days back.
NEAR_DAYS: dict[str, int] = {
    "today": 0, "сегодня": 0, "сегодняшний": 0, "yesterday": 1, "вчера": 1, "вчерашний": 1,
    "позавчера": 2, "позавчерашний": 2,
}  # fmt: skip

#: Numbers people say as words; read only before a unit of time or a noun that is counted.
CARDINALS: dict[str, int] = {
    word: value
    for value, words in {
        1: "one один", 2: "two два", 3: "three три тройка", 4: "four четыре", 5: "five пять пятерка", 6: "six шесть",
        7: "seven семь", 8: "eight восемь", 9: "nine девять", 10: "ten десять десятка",
        11: "eleven одиннадцать", 12: "twelve двенадцать", 13: "thirteen тринадцать",
        14: "fourteen четырнадцать", 15: "fifteen пятнадцать", 16: "sixteen шестнадцать",
        17: "seventeen семнадцать", 18: "eighteen восемнадцать", 19: "nineteen девятнадцать",
        20: "twenty двадцать", 30: "thirty тридцать", 40: "forty сорок", 50: "fifty пятьдесят",
        60: "sixty шестьдесят", 70: "seventy семьдесят", 80: "eighty восемьдесят",
        90: "ninety девяносто", 100: "hundred сто",
    }.items()
    for word in words.split()
}  # fmt: skip

ORDINALS: dict[str, int] = {
    word: value
    for value, words in {
        1: "first первый", 2: "second второй", 3: "third третий", 4: "fourth четвертый",
        5: "fifth пятый", 6: "sixth шестой", 7: "seventh седьмой", 8: "eighth восьмой",
        9: "ninth девятый", 10: "tenth десятый", 11: "eleventh одиннадцатый",
        12: "twelfth двенадцатый", 13: "thirteenth тринадцатый", 14: "fourteenth четырнадцатый",
        15: "fifteenth пятнадцатый", 16: "sixteenth шестнадцатый",
        17: "seventeenth семнадцатый", 18: "eighteenth восемнадцатый",
        19: "nineteenth девятнадцатый", 20: "twentieth двадцатый", 30: "thirtieth тридцатый",
    }.items()
    for word in words.split()
}  # fmt: skip
