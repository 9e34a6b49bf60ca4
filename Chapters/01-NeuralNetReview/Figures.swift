import Literate
import Networks
import Tensors

// MARK: - Networks, activations and losses

/// A small network: two inputs, four hidden neurons, three outputs.
func networkFigure() -> Figure {
  Figure(
    NetworkDiagram(
      layers: [("input x", 2), ("hidden h", 4), ("output y", 3)],
      weights: ["W₁ (2, 4)", "W₂ (4, 3)"]),
    "01-network",
    caption:
      "Two inputs, four hidden neurons, three outputs: each line is a weight.",
    alternative:
      "A network of three columns of circles, every circle joined to all in the next column"
  )
}

/// The activations of this chapter's table, each with its derivative.
func activationsFigure() -> Figure {
  let activations: [(name: String, layer: Activation)] = [
    ("sigmoid", Sigmoid()), ("tanh", Tanh()), ("ReLU", ReLU()),
    ("leaky ReLU, a = 0.1", LeakyReLU(slope: 0.1)), ("ELU", ELU()),
    ("GELU", GELU()),
  ]
  let line = Tensor.linspace(-4, 4, count: 161)
  return Figure(
    Panels(
      columns: 2, x: "x",
      activations.map { name, layer in
        LineChart(
          title: name, x: Axis(""), y: Axis(""),
          series: [
            Series("f(x)", x: line.values, y: layer.value(line).values),
            Series("f′(x)", x: line.values, y: layer.derivative(line).values),
          ])
      }, panelHeight: 155),
    "01-activations",
    caption: "Six activations and their derivatives.",
    alternative:
      "Six small charts: sigmoid, tanh, ReLU, leaky ReLU, ELU and GELU with derivatives"
  )
}

/// What cross entropy charges for each probability of the right class.
func crossEntropyFigure() -> Figure {
  let probabilities = Tensor.linspace(0.001, 1, count: 1000)
  return Figure(
    LineChart(
      x: Axis("probability of the right class", range: 0...1),
      y: Axis("loss", range: 0...5),
      series: [
        Series(
          "−log p", x: probabilities.values, y: (-log(probabilities)).values)
      ]),
    "01-cross-entropy",
    caption: "The price of a probability: cross entropy.",
    alternative:
      "A curve that falls from beyond the top, near probability 0, to 0 at probability 1"
  )
}

/// The error of a measured derivative by the step it was measured with.
func differenceStepFigure(_ derivatives: MeasuredDerivatives) -> Figure {
  Figure(
    LineChart(
      x: Axis("step ε", .logarithmic),
      y: Axis("error", .logarithmic),
      series: [
        Series(
          "error", x: derivatives.steps, y: derivatives.errors, marker: .circle)
      ]),
    "01-difference-step",
    caption:
      "The central difference of x³ at 2, by step: curvature on the right, rounding on the left.",
    alternative:
      "Error against step on logarithmic axes: a V, lowest right of the middle")
}

// MARK: - Computation graphs

/// The graph of z = (a + b) · c, with its values and gradients.
func graphFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("a", at: (0, 0)), .text("b", at: (0, 1)), .text("c", at: (0, 2)),
        .circle("+", at: (1, 0.5)), .circle("×", at: (2, 1.25)),
        .text("z", at: (3, 1.25)),
      ],
      arrows: [
        .arrow("a", to: "+", forward: "2", backward: "4"),
        .arrow("b", to: "+", forward: "3", backward: "4"),
        .arrow("+", to: "×", forward: "5", backward: "4"),
        .arrow("c", to: "×", forward: "4", backward: "5"),
        .arrow("×", to: "z", forward: "20", backward: "1"),
      ]),
    "01-graph",
    caption:
      "Values flow forward, above the arrows; gradients flow backward, below.",
    alternative:
      "A graph: a and b meet in a plus node, its result and c in a times node that gives z"
  )
}

/// The six nodes that carry every sum and product.
func nodesFigure() -> Figure {
  Figure(
    Panels(
      columns: 2,
      [
        drawing(
          "add", "+", from: [("x", "dz"), ("y", "dz")], to: [("z", "dz")]),
        drawing(
          "multiply", "×", from: [("x", "y ⊙ dz"), ("y", "x ⊙ dz")],
          to: [("z", "dz")]),
        drawing(
          "branch", "•", from: [("x", "dz₁ + dz₂")],
          to: [("x", "dz₁"), ("x", "dz₂")]),
        drawing(
          "repeat", "copy", from: [("x", "Σ dz")],
          to: [("x", "dz₁"), ("x", "dz₂"), ("x", "dz₃")]),
        drawing(
          "sum", "Σ", from: [("x₁", "dz"), ("x₂", "dz"), ("x₃", "dz")],
          to: [("z", "dz")]),
        drawing(
          "matrix product", "·", from: [("X", "dZ Wᵀ"), ("W", "Xᵀ dZ")],
          to: [("Z", "dZ")]),
      ], width: 460, panelHeight: 198),
    "01-nodes",
    caption: "Six nodes: what goes forward, and the gradients that come back.",
    alternative:
      "Six small graphs, each a node with its inputs, outputs, values and gradients"
  )
}

/// A node with its inputs on the left and its outputs on the right; values and gradients on the arrows. A branch is
/// a bare dot, as in all drawings.
private func drawing(
  _ title: String, _ sign: String,
  from inputs: [(forward: String, backward: String)],
  to outputs: [(forward: String, backward: String)]
) -> Diagram {
  let height = max(inputs.count, outputs.count) > 2 ? 2.2 : 1.5
  func row(_ index: Int, of count: Int) -> Double {
    count == 1 ? height / 2 : Double(index) * height / Double(count - 1)
  }
  let place = (1.0, height / 2)
  return Diagram(
    title: title,
    nodes: [
      sign == "•"
        ? .dot("node", at: place) : .circle(sign, at: place, name: "node")
    ]
      + inputs.indices.map {
        .text(" ", at: (0, row($0, of: inputs.count)), name: "in\($0)")
      }
      + outputs.indices.map {
        .text(" ", at: (2, row($0, of: outputs.count)), name: "out\($0)")
      },
    arrows: inputs.enumerated().map {
      .arrow("in\($0)", to: "node", forward: $1.forward, backward: $1.backward)
    }
      + outputs.enumerated().map {
        .arrow(
          "node", to: "out\($0)", forward: $1.forward, backward: $1.backward)
      }, columnWidth: 100, rowHeight: 72)
}

/// The network of two layers and its loss, with the shapes of a batch of 30.
func twoLayerFigure() -> Figure {
  Figure(
    Diagram(
      nodes: [
        .text("x", at: (1, 5)), .box("affine", at: (1, 4), name: "lower"),
        .box("tanh", at: (1, 3)), .box("affine", at: (1, 2), name: "upper"),
        .box("softmax,\ncross entropy", at: (1, 0.95), name: "loss"),
        .text("L", at: (1, 0)), .text("W₁, b₁", at: (0, 4)),
        .text("W₂, b₂", at: (0, 2)), .text("t", at: (0, 0.95)),
      ],
      arrows: [
        .arrow("x", to: "lower", forward: "(30, 2)"),
        .arrow("lower", to: "tanh", forward: "a (30, 10)", backward: "da"),
        .arrow("tanh", to: "upper", forward: "h (30, 10)", backward: "dh"),
        .arrow("upper", to: "loss", forward: "y (30, 3)", backward: "dy"),
        .arrow("loss", to: "L", backward: "1"),
        .arrow("W₁, b₁", to: "lower", backward: "dW₁, db₁"),
        .arrow("W₂, b₂", to: "upper", backward: "dW₂, db₂"),
        .arrow("t", to: "loss"),
      ], columnWidth: 150, rowHeight: 76),
    "01-two-layers",
    caption:
      "The network of two layers with its loss, for a batch of 30: values flow up, gradients down and out to the weights.",
    alternative:
      "A chain of boxes, one above the other: affine, tanh, affine, softmax with cross entropy. Weights enter the affine boxes from the left"
  )
}

// MARK: - Optimizers and starts

/// The paths of several optimizers through the same valley.
func optimizersFigure(_ names: [String], paths: [(x: [Float], y: [Float])])
  -> Figure
{
  Figure(
    Panels(
      columns: 2, x: "x", y: "y",
      zip(names, paths).map { name, path in
        ContourChart(
          title: name, x: Axis("", range: -8...4),
          y: Axis("", range: -2.5...2.5),
          paths: [
            Series("path", x: path.x, y: path.y, style: .solid, marker: .circle)
          ],
          minimum: (0, 0)
        ) { Double(valley(Float($0), Float($1))) }
      }, panelHeight: 160),
    "01-optimizers",
    caption:
      "Six optimizers, 30 steps each, from (−7, 2) in the same valley; the plus marks its lowest point.",
    alternative:
      "Six contour plots of a long valley. SGD zigzags across it, the others turn along it"
  )
}

/// What the neurons of layers 1, 3 and 5 put out, a row for each of the first three starts.
func initializationFigure(_ names: [String], signals: [[Tensor]]) -> Figure {
  Figure(
    Panels(
      columns: 3, x: "activation", y: "share",
      zip(names, signals).prefix(3).flatMap { name, signals -> [Histogram] in
        // Of the title's words only these two may stand on different lines.
        let start = name.replacing("standard ", with: "")
          .replacing(" ", with: "\u{A0}")
        return [0, 2, 4].map { depth in
          Histogram(
            title: "\(start), layer\u{A0}\(depth + 1)",
            signals[depth].values, x: Axis("", range: -1...1), y: Axis(""),
            bins: 25)
        }
      }, panelHeight: 155),
    "01-initialization",
    caption:
      "What tanh neurons put out in layers 1, 3 and 5, by how the weights began (each on its own scale).",
    alternative:
      "Nine histograms: wide starts pile up at −1 and 1, narrow ones at 0, Xavier's stay spread"
  )
}

// MARK: - The spiral

/// The loss of the small network, epoch by epoch, and what the two baselines lose.
func spiralLossFigure(
  _ history: [Epoch], knowingNothing: Float, straightBorders: Float
) -> Figure {
  Figure(
    LineChart(
      x: Axis("epoch"), y: Axis("loss"),
      series: [
        Series("training", history.map(\.training.loss)),
        Series("held out", validationLosses(history)),
      ],
      references: [
        .horizontal(knowingNothing, "knowing nothing"),
        .horizontal(straightBorders, "straight borders"),
      ]),
    "01-spiral-loss",
    caption:
      "The loss of the small network, epoch by epoch, and the two baselines' losses.",
    alternative:
      "Two falling curves that end far below two dashed lines, the baselines")
}

/// The borders that a network draws around the arms of the spiral.
func spiralRegionsFigure(_ net: any Layer, _ data: Examples<[Int]>) -> Figure {
  Figure(
    regions(net, data), "01-spiral-regions",
    caption: "The borders that the network drew, and the held-out points.",
    alternative:
      "The plane in three colors, the regions a small network assigns to the three arms of a spiral"
  )
}

/// How the wide network's losses go, left alone and with each remedy.
func overfittingFigure(
  alone: [Epoch], decayed: [Epoch], dropped: [Epoch], stopped: [Epoch]
) -> Figure {
  Figure(
    LineChart(
      x: Axis("epoch"), y: Axis("loss", range: 0...1.25),
      series: [
        Series("training, left alone", alone.map(\.training.loss)),
        Series("validation, left alone", validationLosses(alone)),
        Series("validation, L2", validationLosses(decayed)),
        Series("validation, dropout", validationLosses(dropped)),
      ],
      references: [
        .vertical(stopped.count, "early stopping ends (best: 20 before)")
      ]),
    "01-overfitting",
    caption:
      "Left alone, the training loss keeps falling while the validation loss turns and climbs. L2 and dropout hold it down; the dashed line marks where early stopping ended.",
    alternative:
      "Curves of loss by epoch: left alone, validation turns and climbs; with L2 or dropout it stays low"
  )
}

/// The borders of the wide network, left alone and with a penalty, side by side.
func overfittingRegionsFigure(
  alone: any Layer, decayed: any Layer, _ data: Examples<[Int]>
) -> Figure {
  Figure(
    Panels(
      columns: 2,
      [
        regions(alone, data, title: "left alone"),
        regions(decayed, data, title: "with an L2 penalty"),
      ], panelHeight: 240),
    "01-overfitting-regions",
    caption:
      "The borders drawn around the same training points, left alone and with an L2 penalty.",
    alternative:
      "Two maps of decision regions over the same points, left alone and with a penalty"
  )
}

/// The class a network gives to each place of a grid over the plane, and the data over it.
private func regions(
  _ net: any Layer, _ data: Examples<[Int]>, title: String? = nil
) -> DecisionRegions {
  let limit: Float = 1.2
  let places = Tensor.linspace(-limit, limit, count: 100).values
  let grid = Tensor(
    places.flatMap { y in places.flatMap { x in [x, y] } }, shape: [10_000, 2])
  let classes = net.forward(grid).argmax()
  let axis = -Double(limit)...Double(limit)
  return DecisionRegions(
    title: title, x: Axis("x₁", range: axis), y: Axis("x₂", range: axis),
    classes: (0..<100).map { Array(classes[$0 * 100..<($0 + 1) * 100]) },
    points: (0..<3).map { arm in
      let rows = data.x.rows(at: data.t.indices.filter { data.t[$0] == arm })
      return Points(
        "arm \(arm + 1)", x: (0..<rows.shape[0]).map { rows[$0, 0] },
        y: (0..<rows.shape[0]).map { rows[$0, 1] })
    })
}
