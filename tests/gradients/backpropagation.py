"""Backpropagation through time written with NumPy alone: the independent truth, one sequence at a time, one layer."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def weights(cell):
    return [parameter.detach().numpy() for parameter in cell.weights()]


def elman(cell, x, slope, bend):
    w, u, b, d = weights(cell)
    hs, pres = [np.zeros(cell.hidden_size)], []
    for x_t in x:
        pres.append(w @ x_t + b + u @ hs[-1] + d)
        hs.append(bend(pres[-1]))

    def back(gh, _, t):
        a = gh * slope(pres[t])
        return (u.T @ a, None), w.T @ a

    return hs, None, None, back


def gru(cell, x):
    (w, u, b, d), size = weights(cell), cell.hidden_size
    (wr, wz, wn), (ur, uz, un), (br, bz, bn), (dr, dz, dn) = (np.split(part, 3) for part in (w, u, b, d))
    hs, kept = [np.zeros(size)], []
    for x_t in x:
        h = hs[-1]
        r, z = sigmoid(wr @ x_t + br + ur @ h + dr), sigmoid(wz @ x_t + bz + uz @ h + dz)
        n = np.tanh(wn @ x_t + bn + r * (un @ h + dn))
        kept.append((r, z, n, h))
        hs.append((1 - z) * n + z * h)

    def back(gh, _, t):
        r, z, n, h = kept[t]
        an = gh * (1 - z) * (1 - n**2)
        az = gh * (h - n) * z * (1 - z)
        ar = an * (un @ h + dn) * r * (1 - r)
        return (gh * z + un.T @ (an * r) + uz.T @ az + ur.T @ ar, None), wn.T @ an + wz.T @ az + wr.T @ ar

    return hs, None, None, back


def simple_gru(cell, x):
    (wz, wn), (uz, un), (bz, bn), (dz, dn) = (np.split(part, 2) for part in weights(cell))
    hs, kept = [np.zeros(cell.hidden_size)], []
    for x_t in x:
        h = hs[-1]
        z, n = sigmoid(wz @ x_t + bz + uz @ h + dz), np.tanh(wn @ x_t + bn + un @ h + dn)
        kept.append((z, n, h))
        hs.append((1 - z) * n + z * h)

    def back(gh, _, t):
        z, n, h = kept[t]
        an, az = gh * (1 - z) * (1 - n**2), gh * (h - n) * z * (1 - z)
        return (gh * z + un.T @ an + uz.T @ az, None), wn.T @ an + wz.T @ az

    return hs, None, None, back


def reset_before_gru(cell, x):
    (wr, wz, wn), (ur, uz, un), (br, bz, bn), (dr, dz, dn) = (np.split(part, 3) for part in weights(cell))
    hs, kept = [np.zeros(cell.hidden_size)], []
    for x_t in x:
        h = hs[-1]
        r, z = sigmoid(wr @ x_t + br + ur @ h + dr), sigmoid(wz @ x_t + bz + uz @ h + dz)
        n = np.tanh(wn @ x_t + bn + un @ (r * h) + dn)
        kept.append((r, z, n, h))
        hs.append((1 - z) * n + z * h)

    def back(gh, _, t):
        r, z, n, h = kept[t]
        an = gh * (1 - z) * (1 - n**2)
        az = gh * (h - n) * z * (1 - z)
        gq = un.T @ an
        ar = gq * h * r * (1 - r)
        return (gh * z + gq * r + uz.T @ az + ur.T @ ar, None), wn.T @ an + wz.T @ az + wr.T @ ar

    return hs, None, None, back


def lstm(cell, x):
    w, u, b, d = weights(cell)
    hs, cs, kept = [np.zeros(cell.hidden_size)], [np.zeros(cell.hidden_size)], []
    for x_t in x:
        i, f, g, o = np.split(w @ x_t + b + u @ hs[-1] + d, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        kept.append((i, f, g, o, cs[-1]))
        cs.append(f * cs[-1] + i * g)
        hs.append(o * np.tanh(cs[-1]))

    def back(gh, gc, t):
        i, f, g, o, c = kept[t]  # gc is the total: what comes through h is in it
        a = np.concatenate(
            [gc * g * i * (1 - i), gc * c * f * (1 - f), gc * i * (1 - g**2), gh * np.tanh(cs[t + 1]) * o * (1 - o)]
        )
        return (u.T @ a, gc * f), w.T @ a

    return hs, cs, lambda gh, t: gh * kept[t][3] * (1 - np.tanh(cs[t + 1]) ** 2), back


def peephole_lstm(cell, x):
    w, u, b, d = weights(cell)
    p_i, p_f, p_o = cell.weight_ch.detach().numpy()
    hs, cs, kept = [np.zeros(cell.hidden_size)], [np.zeros(cell.hidden_size)], []
    for x_t in x:
        c = cs[-1]
        i, f, g, o = np.split(w @ x_t + b + u @ hs[-1] + d, 4)
        i, f, g = sigmoid(i + p_i * c), sigmoid(f + p_f * c), np.tanh(g)
        cs.append(f * c + i * g)
        o = sigmoid(o + p_o * cs[-1])
        kept.append((i, f, g, o, c))
        hs.append(o * np.tanh(cs[-1]))

    def into_o(gh, t):
        o = kept[t][3]
        return gh * np.tanh(cs[t + 1]) * o * (1 - o)

    def back(gh, gc, t):
        i, f, g, o, c = kept[t]
        ai, af, ag, ao = gc * g * i * (1 - i), gc * c * f * (1 - f), gc * i * (1 - g**2), into_o(gh, t)
        a = np.concatenate([ai, af, ag, ao])
        return (u.T @ a, gc * f + p_i * ai + p_f * af), w.T @ a

    reach = lambda gh, t: gh * kept[t][3] * (1 - np.tanh(cs[t + 1]) ** 2) + p_o * into_o(gh, t)  # noqa: E731
    return hs, cs, reach, back


PASSES = {
    "rnn": lambda cell, x: elman(cell, x, lambda a: 1 - np.tanh(a) ** 2, np.tanh),
    "rnn-relu": lambda cell, x: elman(cell, x, lambda a: (a > 0) * 1.0, lambda a: np.maximum(a, 0)),
    "gru": gru,
    "gru-simple": simple_gru,
    "gru-before": reset_before_gru,
    "lstm": lstm,
    "lstm-peephole": peephole_lstm,
}


def states_gradients(name, cell, x, loss):
    """Return ∂L/∂h_t (T, H), the total ∂L/∂c_t (T, H) or None, and ∂L/∂x_t (T, E), for a loss with this gradient at h_T."""
    hs, cs, reach, back = PASSES[name](cell, x)
    gh, gc, found_h, found_c, found_x = loss(hs[-1]), np.zeros(cell.hidden_size), [], [], []
    for t in reversed(range(len(x))):
        if cs:
            gc = gc + reach(gh, t)
        found_h.append(gh)
        found_c.append(gc)
        (gh, gc), gx = back(gh, gc, t)
        found_x.append(gx)
    flip = lambda rows: np.array(rows[::-1])  # noqa: E731
    return flip(found_h), flip(found_c) if cs else None, flip(found_x)


def states(name, cell, x):
    """Return every h_t (T, H), and c_t (T, H) where there is one."""
    hs, cs, *_ = PASSES[name](cell, x)
    return [np.array(part[1:]) for part in (hs, cs) if part]
