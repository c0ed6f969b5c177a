"""A network in time as a drawing: inputs below, cells between, outputs above, and arrows for what flows."""

from collections.abc import Iterator

from playground.cells.architectures import Plan, ShapeSettings
from playground.figures.drawing import label, svg
from playground.figures.theme import Theme, faint, stroke

ACROSS, UP, BOX = 92, 84, 46  # pixels between columns, between rows, and of a cell
EDGE = 50

Point = tuple[float, float]


def shape_picture(settings: ShapeSettings, theme: Theme) -> str:
    """Return the drawing as SVG, with the shape of every tensor beside it."""
    plan, tensors = settings.architecture.plan(settings), settings.shapes()
    rows = len(plan.linked) + plan.both
    width, height = 2 * EDGE + ACROSS * max(plan.columns - 1, 3), 2 * EDGE + UP * (rows + 1) + 24 * (1 + len(tensors))
    drawing = Drawing(plan, rows, theme)
    words = "; ".join(f"{name} {shape}" for name, shape in tensors.items())
    parts = [arrowhead(theme), *drawing.lines(), *drawing.nodes(), *legend(tensors, drawing.floor, theme)]
    return svg(width, height, parts, theme, f"{settings.architecture.label}: {words}.")


def arrowhead(theme: Theme) -> str:
    """Return the head that every arrow wears."""
    path = f'<path d="M0 0 L8 4 L0 8 z" fill="{theme.muted}"/>'
    box = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"'
    return f'<defs><marker id="head" {box}>{path}</marker></defs>'


def legend(tensors: dict[str, str], top: float, theme: Theme) -> Iterator[str]:
    """Yield the name and the shape of every tensor, one a line."""
    for place, (name, shape) in enumerate(tensors.items(), 1):
        where = f'x="{EDGE - 20}" y="{top + 24 * place}" font-size="15" fill="{theme.text}"'
        yield f"<text {where}><tspan font-weight='600'>{name}</tspan>  {shape}</text>"


class Drawing:
    """Where everything of a plan stands."""

    def __init__(self, plan: Plan, rows: int, theme: Theme):
        self.plan, self.rows, self.theme = plan, rows, theme
        self.floor = EDGE + UP * (rows + 1) + 30

    def at(self, column: int, row: int) -> Point:
        """Return the middle of a node; row 0 is the inputs', row `rows` + 1 the outputs'."""
        return EDGE + ACROSS * column, EDGE + UP * (self.rows + 1 - row)

    def nodes(self) -> Iterator[str]:
        """Yield every circle and box with its name."""
        for column in range(self.plan.columns):
            for row in range(1, self.rows + 1):
                yield self.cell(column, row)
            if column in self.plan.inputs:
                yield self.circle(column, 0, "x", column + 1)
            if column in self.plan.outputs:
                yield self.circle(column, self.rows + 1, "y", self.plan.outputs.index(column) + 1)

    def cell(self, column: int, row: int) -> str:
        """Return one step of a layer; a decoder and the chain that runs backwards have a colour of their own."""
        x, y = self.at(column, row)
        other = self.plan.both and row == 2 or self.plan.split is not None and column >= self.plan.split
        recurrent = self.plan.both or self.plan.linked[row - 1]
        colour = stroke("lstm" if other else "gru", self.theme).colour if recurrent else self.theme.muted
        where = f'x="{x - BOX / 2}" y="{y - BOX / 2}" width="{BOX}" height="{BOX}" rx="7"'
        return f'<rect {where} fill="{faint(colour, 0.3)}" stroke="{colour}" stroke-width="2"/>'

    def circle(self, column: int, row: int, name: str, number: int) -> str:
        """Return an input or an output."""
        x, y = self.at(column, row)
        ring = f'<circle cx="{x}" cy="{y}" r="18" fill="none" stroke="{self.theme.text}" stroke-width="1.5"/>'
        return ring + label(x, y - 1, name, self.theme.text, str(number), 16)

    def lines(self) -> Iterator[str]:
        """Yield every arrow."""
        plan, half = self.plan, BOX / 2 + 2
        for column in range(plan.columns):
            yield from self.upwards(column)
            for row in range(1, self.rows + 1):
                if column + 1 < plan.columns and (plan.both or plan.linked[row - 1]):
                    (x, y), (z, _) = self.at(column, row), self.at(column + 1, row)
                    backwards = plan.both and row == 2
                    yield self.arrow((z - half, y), (x + half, y)) if backwards else self.arrow((x + half, y), (z - half, y))
            if column in plan.feedback:
                (x, y), (z, w) = self.at(column - 1, self.rows + 1), self.at(column, 1)
                yield self.curve((x + 20, y), (z - 4, w + half))

    def upwards(self, column: int) -> Iterator[str]:
        """Yield the arrows from an input through the layers to an output."""
        plan, half = self.plan, BOX / 2 + 2
        x, bottom = self.at(column, 0)
        if column in plan.inputs:
            yield self.arrow((x, bottom - 20), (x, self.at(column, 1)[1] + half))
            if plan.both:
                yield self.bent((x, bottom - 20), (x, self.at(column, 2)[1] + half), -1)
        for row in range(1, self.rows if not plan.both else 0):
            yield self.arrow((x, self.at(column, row)[1] - half), (x, self.at(column, row + 1)[1] + half))
        if column in plan.outputs:
            top = self.at(column, self.rows + 1)[1] + 20
            yield self.arrow((x, self.at(column, self.rows)[1] - half), (x, top))
            if plan.both:
                yield self.bent((x, self.at(column, 1)[1] - half), (x, top), 1)

    def arrow(self, start: Point, end: Point) -> str:
        """Return a straight arrow."""
        where = f'x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}"'
        return f'<line {where} stroke="{self.theme.muted}" stroke-width="1.8" marker-end="url(#head)"/>'

    def bent(self, start: Point, end: Point, side: int) -> str:
        """Return an arrow that passes a cell on one side."""
        aside = start[0] + side * (BOX / 2 + 14)
        return self.path(f"M{start[0]} {start[1]} C{aside} {start[1] - 20} {aside} {end[1] + 20} {end[0] + side * 6} {end[1]}")

    def curve(self, start: Point, end: Point) -> str:
        """Return an arrow from an output down into the next column."""
        middle = start[0] + (end[0] - start[0]) * 0.45
        return self.path(f"M{start[0]} {start[1]} C{middle} {start[1]} {middle} {end[1] + 40} {end[0]} {end[1]}")

    def path(self, way: str) -> str:
        """Return a curved arrow along a way."""
        return f'<path d="{way}" fill="none" stroke="{self.theme.muted}" stroke-width="1.8" marker-end="url(#head)"/>'
