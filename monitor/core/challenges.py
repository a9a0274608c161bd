"""What a pop-up asks, drawn from the attempt's secret: its kind, its words, and in which order the options stand.

The right answer stays with the server, and no prompt contains it.  A script that was written for these kinds answers
them all the same: a pop-up stops a lesson that nobody attends, and who attends is for faces to show.
`confirm` proves little, because any press will do; a rule pack or a registered need decides whether it comes at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.drawing import draw, shuffled
from monitor.core.events import Challenge, ChallengeKind, CourseQuestion, Option
from monitor.core.rulepack import RulePack

KINDS: tuple[ChallengeKind, ...] = ("pick_word", "arithmetic", "question", "confirm")
CHOICES = 4


class Thing(NamedTuple):
    """Something that everybody knows, and what is true of it alone among all things here."""

    zh: str
    en: str
    fact_zh: str
    fact_en: str


THINGS = (
    Thing("苹果", "apple", "是一种水果", "is a fruit"),
    Thing("火车", "train", "在铁轨上行驶", "runs on rails"),
    Thing("钥匙", "key", "用来开锁", "opens a lock"),
    Thing("帽子", "hat", "戴在头上", "is worn on the head"),
    Thing("鞋子", "shoes", "穿在脚上", "is worn on the feet"),
    Thing("月亮", "moon", "夜里挂在天上", "shines in the sky at night"),
    Thing("铅笔", "pencil", "用来写字", "is used for writing"),
    Thing("剪刀", "scissors", "能把纸裁开", "cuts paper"),
    Thing("钟表", "clock", "告诉我们几点了", "tells the hour"),
    Thing("金鱼", "goldfish", "生活在水里", "lives in water"),
    Thing("小鸟", "bird", "会飞", "can fly"),
    Thing("大桥", "bridge", "架在河上", "spans a river"),
    Thing("锤子", "hammer", "用来敲钉子", "drives nails"),
    Thing("眼镜", "glasses", "帮助人看清东西", "helps people to see"),
    Thing("牛奶", "milk", "可以喝", "is a drink"),
    Thing("椅子", "chair", "是给人坐的", "is for sitting on"),
    Thing("肥皂", "soap", "用来洗手", "is for washing hands"),
)
NUMBERS = (
    ("零", "zero"),
    ("一", "one"),
    ("二", "two"),
    ("三", "three"),
    ("四", "four"),
    ("五", "five"),
    ("六", "six"),
    ("七", "seven"),
    ("八", "eight"),
    ("九", "nine"),
)
PRESENT = bilingual("我在学习", "I am here")


class Drawn(NamedTuple):
    """A challenge and which option answers it."""

    challenge: Challenge
    answer: str


def weights(pack: RulePack, *, confirm_only: bool = False) -> dict[ChallengeKind, int]:
    """How often each kind comes, as a share of all."""
    if confirm_only:
        return {"confirm": 1}
    return {kind: pack[f"popup_{kind}_weight"] for kind in KINDS}


def challenge(
    secret: bytes, counter: int, shares: Mapping[ChallengeKind, int], questions: Sequence[CourseQuestion] = ()
) -> Drawn:
    """The challenge at this place of the draw; where no question can be asked, another kind takes its place."""
    kind = _kind(secret, counter, {k: share for k, share in shares.items() if k != "question" or questions})
    if kind == "question":
        return _question(secret, counter, questions)
    if kind == "arithmetic":
        return _arithmetic(secret, counter)
    return _confirm() if kind == "confirm" else _pick_word(secret, counter)


def _kind(secret: bytes, counter: int, shares: Mapping[ChallengeKind, int]) -> ChallengeKind:
    left = draw(secret, "challenge", counter, 1, sum(shares.values()))
    for kind in KINDS:
        left -= shares.get(kind, 0)
        if left <= 0:
            return kind
    raise AssertionError("a share is negative")  # rule packs are checked when they are read


# ---------------------------------------------------------------- the kinds


def _confirm() -> Drawn:
    return _drawn("confirm", bilingual("请确认您正在学习。", "Please confirm that you are here."), [PRESENT], PRESENT)


def _pick_word(secret: bytes, counter: int) -> Drawn:
    things = {thing.en: thing for thing in THINGS}
    chosen = [things[name] for name in shuffled(secret, "thing", counter, things)[:CHOICES]]
    right = chosen[draw(secret, "right thing", counter, 0, CHOICES - 1)]
    prompt = bilingual(
        f"为确认您正在学习：哪一个{right.fact_zh}？", f"To show that you are here: which one {right.fact_en}?"
    )
    return _drawn(
        "pick_word", prompt, [bilingual(thing.zh, thing.en) for thing in chosen], bilingual(right.zh, right.en)
    )


def _arithmetic(secret: bytes, counter: int) -> Drawn:
    larger, smaller = sorted((draw(secret, f"number {i}", counter, 1, 9) for i in (1, 2)), reverse=True)
    minus = draw(secret, "sign", counter, 0, 1) == 1
    result = larger - smaller if minus else larger + smaller
    sign_zh, sign_en = ("减", "minus") if minus else ("加", "plus")
    (zh_1, en_1), (zh_2, en_2) = NUMBERS[larger], NUMBERS[smaller]
    prompt = bilingual(
        f"为确认您正在学习：{zh_1}{sign_zh}{zh_2}等于几？",
        f"To show that you are here: what is {en_1} {sign_en} {en_2}?",
    )
    others = [number for number in range(max(0, result - CHOICES), result + CHOICES) if number != result]
    near = shuffled(secret, "near", counter, map(str, others))[: CHOICES - 1]
    options = shuffled(secret, "number place", counter, [*near, str(result)])
    return _drawn("arithmetic", prompt, [_number(option) for option in options], _number(str(result)))


def _number(digits: str) -> Bilingual:
    return bilingual(digits, digits)


def _question(secret: bytes, counter: int, questions: Sequence[CourseQuestion]) -> Drawn:
    by_name = {question.question: question for question in questions}
    asked = by_name[shuffled(secret, "question", counter, by_name)[0]]
    places = shuffled(secret, "option", counter, map(str, range(len(asked.options))))
    options = [asked.options[int(place)] for place in places]
    return _drawn("question", asked.prompt, options, asked.options[asked.right], question=asked.question)


def _drawn(
    kind: ChallengeKind, prompt: Bilingual, options: Sequence[Bilingual], right: Bilingual, question: str = ""
) -> Drawn:
    """Options are named by their place, so that a name says nothing about what is right."""
    named = tuple(Option(id=str(place), text=text) for place, text in enumerate(options, 1))
    answer = next(option.id for option in named if option.text == right)
    return Drawn(Challenge(kind=kind, prompt=prompt, options=named, question=question), answer)
