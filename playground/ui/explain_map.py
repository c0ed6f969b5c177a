"""What the page Map shows, in words and formulas."""

from playground.ui.fold import fold


def explanation() -> None:
    """Draw what each picture keeps and loses, folded."""
    place = fold("What am I looking at?", ":material/help:")
    if not place:
        return
    place.markdown(
        "Every point is a word. Its vector is first brought to length 1, so that only the direction counts, as for cosines. "
        "**PCA** (Pearson 1901) looks from where the words spread out most; distances on the map are never larger than in truth, "
        "but words that are far apart may cover each other. **t-SNE** (van der Maaten and Hinton 2008) gives up distances and "
        "keeps neighbours: each word chooses others with a probability that falls with their distance,"
    )
    place.latex(
        r"p_{j\mid i} \propto e^{-\lVert v_i - v_j\rVert^2 / 2\sigma_i^2}, \qquad "
        r"q_{ij} \propto \frac{1}{1 + \lVert y_i - y_j\rVert^2}, \qquad "
        r" \mathrm{KL} = \sum_{i \neq j} p_{ij} \log\frac{p_{ij}}{q_{ij}}"
    )
    place.markdown(
        "and the points $y$ move until choosing by their places on the map is as near to that as it gets. Perplexity says how "
        "many neighbours each word listens to. The sizes of islands and the gaps between them mean little; who is on one island "
        "means much. **Axes of your own** show the cosine of each word with the way from one word to another."
    )
    place.markdown(
        "**Neighbours kept** is the share of each word's ten nearest by cosine that are among its ten nearest on the map, asked "
        "of 1,000 words at most, and of 200 while words move. **Trustworthiness** (Venna and Kaski 2001) falls where the map "
        "shows as neighbours words that are far apart in truth. Frequent words come first in a file of vectors: the map goes by "
        "that."
    )
