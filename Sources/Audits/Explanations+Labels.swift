extension Explanations {
  /// The explanations of the attacks on labels, and on links between uploads.
  static let labelAttacks: [String: String] = [
    "label.positive": """
    label.positive: does every delta carry the mark of the published target?

    What it does: counts the deltas with exactly one positive entry, which onehot(y) -
    softmax(.) always has. It needs no secret, so it suspects and verifies nothing. Two
    numbers that sum to zero have the mark whatever they say; there the check does not
    apply.

    Why it fires: more than nine tenths of the deltas have the mark. Behind randomized
    response or noise the standard policy declares that: the mark names what was sent.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise.

    What a pass says: the deltas do not have the mark. Their length, direction or grouping
    may still tell labels.

    """,
    "label.norm": """
    label.norm: do lengths of deltas tell labels apart?

    What it does: splits samples by k-means on the length of delta. A judge names the groups
    on one half of the samples and counts on the other, and the other way round.

    Why it fires: the backbone finds one class likelier than another, and the rarer guess
    leaves a longer delta. With a head of zeros all lengths are equal, and there is nothing
    to split.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise.

    What a pass says: grouping by length stays within the declared bound plus the tolerance.

    """,
    "label.direction": """
    label.direction: does one known label of each class name all others?

    What it does: gives every sample the label of the known sample whose delta points the
    most alike. The known ones are not counted.

    Why it fires: deltas of one class have positive inner products, whatever the backbone
    predicts, and a rotation keeps them.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise. A secret rotation of delta does not help: inner products survive
    it.

    What a pass says: one known label of each class does not name the others beyond the
    bound.

    """,
    "label.spectral": """
    label.spectral: does the main direction of all deltas tell labels apart?

    What it does: takes the direction in which the centred deltas vary most, splits the
    samples by k-means along it, and lets a judge name the groups on the other half. For two
    classes the area under the curve stands in the evidence.

    Why it fires: classes differ along that direction more than anything else does, as in
    the published target.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise. A secret rotation of delta does not help: inner products survive
    it.

    What a pass says: the split along one direction stays within the bound. More than two
    classes need more than one direction.

    """,
    "label.clusters": """
    label.clusters: do deltas fall into groups of equal labels?

    What it does: k-means on deltas of length one, with eight seeded starts. A judge matches
    groups with classes, one to one, on one half of the samples and counts on the other, and
    the other way round.

    Why it fires: deltas of one class point alike. Names of classes are not needed for it,
    so hiding them does not help.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise. A secret rotation of delta does not help: inner products survive
    it.

    What a pass says: the groups found do not follow the labels beyond the bound.

    """,
    "label.gram": """
    label.gram: do inner products of deltas tell who has the same label?

    What it does: puts every sample into the group with which it has the greatest mean inner
    product, beginning with samples that are as unlike each other as possible. A judge names
    the groups on the other half.

    Why it fires: equal labels always have a positive inner product and two different ones
    of two classes a negative one. No rotation or permutation changes it.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise.

    What a pass says: the groups found do not follow the labels beyond the bound.

    """,
    "label.completion": """
    label.completion: how much does delta add to a classifier on activations?

    What it does: fits a logistic regression on 1, 4, 16 and 64 known labels a class, on
    delta, on activations, and on both. The baseline is the same attack without delta. An
    exact sign test compares the two with four known labels a class.

    Why it fires: with delta more labels are found than from activations alone. What
    activations alone tell is declared by whoever sends them.

    What to do: protection: [{ randomized-response: { epsilon: 2 } }] and a smaller epsilon
    for a stronger promise. It bounds delta; the standard policy then declares the gain.

    What a pass says: delta adds no more than the tolerance to what activations tell. It
    does not say that activations hide labels.

    """,
    "label.served": """
    label.served: does the trained side network predict its training labels?

    What it does: runs the side network that the server has trained on the activations that
    it has seen, adds the backbone's own prediction where the head is public, and guesses
    the largest output.

    Why it fires: training teaches this, and no protection of messages removes it while
    training works, so the standard policy declares it.

    What to do: compare it with label.completion. If the server must not have the task's
    answers, it cannot be the one that trains.

    What a pass says: the trained network does no better than guessing on its training
    samples.

    """,
    "label.averaging": """
    label.averaging: do repeated uploads of a sample wear its protection down?

    What it does: averages the deltas of every sample that was uploaded with more than one
    value, and guesses the largest entry.

    Why it fires: noise or randomized labels were drawn anew for each upload, so that the
    mean over E of them has a deviation of sigma / sqrt(E).

    What to do: draw once a sample and keep the draw, as this client does, or account for
    every upload.

    What a pass says: the average over uploads stays within the bound. Where no sample
    changes between uploads the check does not apply.

    """,
    "label.probe": """
    label.probe: does the device's head know more labels than were sent?

    What it does: behind randomized response, takes the target out of delta, which leaves the
    head's predictions, and compares them with those of a head fitted again on what was
    uploaded. Where they differ it guesses which labels were turned, and a judge counts.

    Why it fires: the probe head was fitted on true labels. On its own samples it leans to
    them, so that its predictions undo randomized response there.

    What to do: fit the head on the labels that leave the device, and on nothing else.

    What a pass says: the predictions are a function of activations and of the labels that
    were sent, up to rounding, so that they add nothing to both. Behind noise, a rotation or
    int8 and int4 the predictions cannot be seen, and the check does not apply.

    """,
    "cache.linkage": """
    cache.linkage: which uploads belong to one sample or one text?

    What it does: links uploads by their key, and keys by equal activations.

    Why it fires: constant keys are how the server caches, so the standard policy declares
    links. Equal activations under two keys are the same text twice, which a random key does
    not hide.

    What to do: remove duplicate texts before training; fresh keys an epoch would end both
    the links and the cache.

    What a pass says: every sample was uploaded once, and no two have equal activations.

    """,
  ]
}
