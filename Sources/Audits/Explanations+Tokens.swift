extension Explanations {
  /// The explanations of the attacks on tokens.
  static let tokenAttacks: [String: String] = [
    "token.pivot": """
    token.pivot: can the server tell the pivot token from the first layer?

    What it does: inverts the first block's MLP by Newton's method, and takes the rest back
    through the attention's output matrix. For the right token and position what remains is
    short.

    Why it fires: activations leak tokens, so the standard policy declares it. The report says
    how many were recovered.

    What to do: choose a pivot that is the same mark in all texts. It hides this token, and
    not the others.

    What a pass says: the pivots were not recovered more often than the most frequent one
    would be guessed.

    """,
    "token.inversion": """
    token.inversion: can the server compute whole texts from one activation?

    What it does: from the pivot's first activation, lists what the two halves of the text
    can add to its attention, and finds the pair that cancels. Nearly all numbers
    must fit, so a text that is found is hardly another one. At most eight samples are
    attacked, and texts whose halves have up to 131,072 versions. Of a split model, whose
    states of all positions travel, tokens are read one by one: by the embedding that a state
    points towards, and by running candidates through the public layers below the cut.

    Why it fires: activations leak tokens, so the standard policy declares it. The report says
    how many were recovered.

    What to do: do not send short texts, or send deeper layers only. Longer texts are out of
    this attack's reach, and not of every attack's.

    What a pass says: none of these texts was found. Where texts are too long the check does
    not apply.

    """,
    "token.dictionary": """
    token.dictionary: can the server find texts in a list that it owns?

    What it does: computes the activations of up to 128 candidate texts, true ones among
    them, and looks for the nearest: plainly, scaled by the spread around the nearest, and
    by inner products between layers, which a secret rotation keeps.

    Why it fires: activations leak tokens, so the standard policy declares it. The report says
    how many were found.

    What to do: expect that whoever can guess the text can confirm the guess. Noise hides it
    only where it also ends the learning (arXiv 2605.24042).

    What a pass says: the nearest candidate is the true one no more often than by chance.

    """,
    "token.procrustes": """
    token.procrustes: do some known texts give the key of rotated activations?

    What it does: fits a rotation between the backbone's own and the seen activations of
    known texts, turns all others back, and looks them up in a list.

    Why it fires: activations leak tokens, so the standard policy declares it. About d / L
    known texts give the whole key.

    What to do: do not rely on one secret rotation; it is a change of coordinates, and not
    encryption.

    What a pass says: the texts turned back are not found more often than by chance. Without
    a key the check does not apply.

    """,
  ]
}
