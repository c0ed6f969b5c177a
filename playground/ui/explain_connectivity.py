"""What am I looking at? The equations behind the page “What mattered”, folded away until somebody asks."""

from playground.figures.shading import DECADES
from playground.ui.fold import fold

NUMBERS = (
    "A network has read the tokens $1 \\ldots i$ and gives every token of its vocabulary a score, the **logit** $z_i$; the bars "
    "are the probabilities that a softmax makes of them. One of these scores is followed back through time to each token $j$ "
    "that was read: how much would it move if the token's **embedding** $x_j$, the vector that stands for it, moved a little?"
)
GRADIENT = r"m_{ij} = \left\lVert \frac{\partial z_i}{\partial x_j} \right\rVert_2 \qquad j \le i"
TIMES_INPUT = r"m_{ij} = \left\lvert \frac{\partial z_i}{\partial x_j} \cdot x_j \right\rvert"
CHAIN = (
    r"\frac{\partial z_i}{\partial x_j} = \frac{\partial z_i}{\partial h_i}"
    r"\left(\prod_{t=j+1}^{i} \frac{\partial h_t}{\partial h_{t-1}}\right)\frac{\partial h_j}{\partial x_j}"
)
OR = "or, as **gradient × input**, how much this very vector adds to the score, were the network a straight line:"
WHY = (
    "With one layer, the gradient is a product of as many factors as there are steps between. Where the factors shrink what "
    "passes through them, what was read long ago cannot matter: the gradient has vanished. (An LSTM's state is $h$ and $c$.)"
)
SHADES = (
    "**The shades** of a row are shares, $s_{ij} = m_{ij} / \\sum_k m_{ik}$, in the colour of the network's cell; the strongest "
    "is the row's largest share. On the share scale half as strong is half as much; on the log scale the shades reach over "
    f"{DECADES} powers of ten, down to a millionth of the largest. A shade is one of 256 steps. "
    "**The heat map** colours the shares themselves, every position $i$ as a row; pointing at it says each to three digits."
)
WORDS = (
    "**Networks that read words** stand beside ones that read letters: each shows what it expects after the last token that it "
    "has wholly read where you point."
)
LIMITS = (
    "**What a gradient does not say.** It is the slope at this one point: a gate that is shut for good has none, however much "
    "depends on it, and two tokens that matter only together may each seem to matter little. A share does not say how sure the "
    "network is (the bars do), nor whether a token spoke for or against what was expected. That a token mattered is no proof "
    "that the network understood it."
)
PAPERS = (
    "After Madsen, *Visualizing memorization in RNNs* ([Distill 2019](https://distill.pub/2019/memorization-in-rnns/)), where it "
    "is called connectivity. What character networks keep in mind was looked at first by Karpathy, Johnson and Li, *Visualizing "
    "and understanding recurrent networks* ([2015](https://arxiv.org/abs/1506.02078))."
)


def explanation() -> None:
    """Draw what every number on the page is, where it comes from, and what it does not say."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(NUMBERS)
        place.latex(GRADIENT)
        place.markdown(OR)
        place.latex(TIMES_INPUT)
        place.markdown(WHY)
        place.latex(CHAIN)
        for words in (SHADES, WORDS, LIMITS, PAPERS):
            place.markdown(words)
