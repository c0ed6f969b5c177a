"""A sentence whose subject and verb are as far apart as one likes: how long must a network remember that it was one cat?"""

LONGEST = 40  # words
SENTENCE = "The cat, which already ate{gap}, was full"
FOOD = ("", " fish", " some fish", " some fresh fish", " some very fresh fish")
CHUNKS = (  # four words each; the third may be left out
    "in the warm kitchen",
    "of the old farmhouse",
    "by the quiet river",
    "in the green valley",
    "below the high mountains",
    "on that rainy evening",
    "in the late autumn",
    "before the first snow",
    "after a long walk",
)
ALONE = ("", " alone", " all alone")


def cat_sentence(gap: int) -> str:
    """Return a sentence with `gap` words, 0 to 40, between “ate” and the verb."""
    whole, rest = divmod(gap - (len(FOOD) - 1), 4) if gap >= len(FOOD) else (0, 0)
    food = FOOD[min(gap, len(FOOD) - 1)]
    return SENTENCE.format(gap=food + "".join(f" {chunk}" for chunk in CHUNKS[:whole]) + ending(whole, rest))


def ending(whole: int, rest: int) -> str:
    """Return the last `rest` words, 0 to 3, after so many whole chunks."""
    if rest < 3:
        return ALONE[rest]
    first, second, _, noun = CHUNKS[whole].split()
    return f" {first} {second} {noun}"


GAPS = {cat_sentence(gap): gap for gap in range(LONGEST + 1)}
