"""What am I looking at? The equations behind the page “Write”, folded away until somebody asks."""

from playground.ui.fold import fold

SOFTMAX = (
    "At each step the network gives every token $i$ of its vocabulary a score, the **logit** $z_i$. A token is drawn from what "
    "a softmax makes of them at **temperature** $T$; near 0 only the likeliest is left, above 1 all come closer together:"
)
TEMPERED = r"P_T(y_t = i \mid y_1 \ldots y_{t-1}) = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}"
CUTS = (
    "**Top k** keeps the $k$ likeliest tokens, **top p** as few of the likeliest as share the probability $p$ (the nucleus: "
    "Holtzman et al. 2020); what is kept is divided by its sum. A text of lines ends each with <eos>, which stands as ↵; <unk> "
    "is never written. All draws come from the seed, one for each token."
)
SHADES = (
    "**The shades** are the surprise $-\\log_2 P(y_t)$ by the model's own account, at temperature 1 and without cuts: nothing "
    "for a certain token, strongest from 10 bits on, one in 1,024. The box at the pointer says what a token was drawn with, "
    "and what it was chosen from."
)
SEARCH = (
    "**A beam search** keeps the `width` likeliest beginnings at each step, goes on from all of them, and ranks what it finds "
    "by its log-probability, divided by a length penalty where one is set (Wu et al. 2016). Width 1 is greedy. The best text "
    "found need not be the best there is: its beginning may have been dropped."
)
RANKED = r"\frac{\sum_{t=1}^{n} \ln P(y_t \mid y_1 \ldots y_{t-1})}{\left((5 + n) / 6\right)^{\alpha}}"


def explanation() -> None:
    """Draw how text is drawn and searched for, and what the shades are."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(SOFTMAX)
        place.latex(TEMPERED)
        place.markdown(CUTS)
        place.markdown(SHADES)
        place.markdown(SEARCH)
        place.latex(RANKED)
