import Ground
import Literate
import Networks
import Tensors

let options = beginChapter(isClosed: false)
Threads.count = options.threads
/*:
 # 1 Neural network review

 Three colors of dots wind around each other like the arms of a galaxy. No
 straight line can part them. By the end of this chapter a network of
 {{spiral_parameters}} numbers will have drawn the borders below, and you will
 have seen every part of it work: the layers, the loss, the backward pass, the
 optimizer.

 ![The plane in three colors, the regions a small network assigns to the three arms of a spiral](figures/01-spiral-regions.svg)

 Every network in this book is made of these same parts, up to the Transformer
 of chapter 8. Only the words are missing, and they arrive in [chapter
 2](02-distributional-representation.md). If you know neural networks well, read
 the code and the figures and hurry on; if you don't, stay.

 All code on this page ran to make the page. What a line prints stands below it;
 a ✓ marks a conclusion that the program checked before it let the page be
 written.

 ## 1.1 Vectors, matrices, tensors

 A **vector** is a list of numbers, a **matrix** a table of them. Both are
 **tensors**: blocks of numbers with any number of axes. A tensor's *shape* says
 how long each axis is, outermost first.
*/
let v: Tensor = [1, 2, 3]
let A: Tensor = [[1, 2, 3], [4, 5, 6]]
show(v.shape)
show(A.shape)
/*:
 Arithmetic goes element by element. When two shapes differ, each is repeated
 where it is short: **broadcasting**. Shapes are aligned at their last axis, and
 an axis of length 1 (or a missing one) is stretched. So a row is added to each
 row of a matrix, and a column to each column:
*/
let column: Tensor = [[100], [200]]
show(A + v)
show(A + column)
/*:
 The one operation that does nearly all the work in deep learning is the
 **matrix product**. Each number of $C = AB$ is a row of $A$ times a column of
 $B$, summed:

 $$C_{ij} = \sum_k A_{ik} B_{kj}$$

 The inner axes must agree and vanish: $(M, K) \cdot (K, N) \to (M, N)$. When a
 network fails to run, look at the shapes first. Here (2, 3) · (3, 2) gives (2,
 2):
*/
let B: Tensor = [[1, 0], [0, 1], [1, 1]]
show(matmul(A, B))
/*:
 ## 1.2 A neuron, a layer, a network

 An artificial **neuron** weighs its inputs, adds a bias, and bends the result
 with a function $f$:

 $$y = f(w_1 x_1 + w_2 x_2 + \dots + b)$$

 Put several neurons side by side and give each all the inputs: that is a
 **layer**. The weights of one neuron form a column of a matrix $W$, so the
 whole layer is one matrix product, and it can answer for $N$ examples at once,
 one per row:

 $$h = f(xW + b) \qquad (N, D) \cdot (D, H) + (H) \to (N, H)$$
*/
place(networkFigure())
/*:
 Nothing is learned yet, so the weights are drawn at random. The names will stay
 with us: $x$ goes in, $h$ is the hidden layer, $y$ comes out.
*/
var random = Random(seed: options.seed, stream: "a first network")
let W1 = Tensor.normal([2, 4], random: &random)
let b1 = Tensor.zeros(4)
let W2 = Tensor.normal([4, 3], random: &random)
let b2 = Tensor.zeros(3)

let x = Tensor.normal([10, 2], random: &random)  // 10 examples
let h = sigmoid(matmul(x, W1) + b1)
let y = matmul(h, W2) + b2
show(y.shape)
/*:
 Ten examples went in, ten rows of three scores came out. Using a network this
 way is called **inference**. Why the bend, though? Because without it a second
 layer adds nothing: $(x W_1) W_2 = x (W_1 W_2)$, and $W_1 W_2$ is just another
 matrix.
*/
let twoLayers = matmul(matmul(x, W1), W2)
let oneLayer = matmul(x, matmul(W1, W2))
let difference = (twoLayers - oneLayer).norm()
show(difference)
claim(
  "without an activation, two layers compute what one layer can",
  difference < 1e-5)
/*:
 What is left is rounding.

 ## 1.3 Activations

 The bend is called an **activation**. Its purpose is to be non-linear; some
 also squash their input into a range, most modern ones don't. Its *derivative*
 matters just as much, because learning flows back through it (section 1.6).
*/
place(activationsFigure())
name("sigmoid_slope", steepestSlope(of: Sigmoid()), decimals: 2)
name("tanh_slope", steepestSlope(of: Tanh()), decimals: 2)
name("gelu_slope", steepestSlope(of: GELU()), decimals: 2)
name("gelu_least", "−" + format(-leastValue(of: GELU()), decimals: 2))
/*:
 | activation | $f(x)$ | range | steepest slope |
 |---|---|---|---|
 | sigmoid | $\sigma(x) = 1/(1 + e^{-x})$ | between 0 and 1 | {{sigmoid_slope}} |
 | tanh | $(e^x - e^{-x})/(e^x + e^{-x})$ | between −1 and 1 | {{tanh_slope}} |
 | ReLU | $x$ if $x > 0$, else $0$ | from 0 up | 1 |
 | leaky ReLU | $x$ if $x > 0$, else $ax$, here with $a = 0.1$ | everything | 1 |
 | ELU | $x$ if $x > 0$, else $e^x - 1$ | above −1 | 1 |
 | GELU | $x \cdot \Phi(x)$ | from {{gelu_least}} up | {{gelu_slope}} |


 $\Phi$ is the normal distribution's cumulative probability. **PReLU** is leaky
 ReLU with a slope $a$ that is learned along with the weights (He et al. 2015).

 Three things to carry along. The sigmoid's steepest slope is only
 {{sigmoid_slope}}, so a signal that flows back through ten sigmoids shrinks to
 less than a millionth (unless large weights make up for it). tanh is the
 sigmoid stretched to (−1, 1) and centered on zero; its slope there is 1, so
 signals fade less. ReLU lets the signal through whole or not at all, and is the
 cheapest of them; only its *output* is kept from going negative.
*/
claim(
  "ten sigmoids in a row shrink a gradient below a millionth",
  (0..<10).reduce(Float(1)) { shrunk, _ in
    shrunk * steepestSlope(of: Sigmoid())
  } < 1e-6)
claim(
  "tanh(x) = 2 σ(2x) − 1",
  distance(between: tanh, and: { 2 * sigmoid(2 * $0) - 1 }) < 1e-5)
/*:
 ## 1.4 Loss: how wrong is it?

 To learn, a network needs one number that says how wrong it is: the **loss**.
 For a choice among $C$ classes, first turn the scores $y$ (the field calls them
 *logits*) into probabilities with the **softmax**:

 $$p_i = \frac{e^{y_i}}{\sum_j e^{y_j}}$$

 All $p_i$ are positive and they sum to 1. Taking the largest $y$ away from all
 of them first changes nothing in the fraction and keeps $e^y$ from overflowing:
*/
show(softmax([[1, 2, 3], [1001, 1002, 1003]]))
/*:
 The **cross entropy** asks for the probability given to the right class and
 takes its negative logarithm. Certain and right costs nothing; certain and
 wrong costs without bound:

 $$L = -\sum_i t_i \log p_i = -\log p_{\text{right}}$$

 where $t_i$ is 1 for the right class and 0 for the others, and $\log$ is the
 natural logarithm.
*/
place(crossEntropyFigure())
/*:
 A batch of $N$ examples costs the mean over its rows. The *baseline* to beat is
 a network that knows nothing and gives every class the same probability $1/C$:
 its loss is $\log C$, for three classes {{chance_loss}}. Remember that number;
 a first loss far above it is a warning.
*/
let loss = SoftmaxWithLoss()
let clueless = loss.forward(
  Tensor.zeros(10, 3), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
show(clueless)
name("chance_loss", clueless, decimals: 4)
claim("equal scores for C classes cost log C", abs(clueless - log(3)) < 1e-6)
/*:
 When the answer is a number instead of a class, the usual loss is the **squared
 error**, the mean of $(y - t)^2$, with $t$ the number wanted.

 ## 1.5 Derivative, gradient, chain rule

 Which way should a weight move to make the loss smaller? The **derivative**
 tells: how fast $f$ changes as $x$ changes. We can simply measure it, by a step
 to both sides (the *central difference*):

 $$f'(x) \approx \frac{f(x + \varepsilon) - f(x - \varepsilon)}{2\varepsilon}$$
*/
func cube(_ x: Float) -> Float { x * x * x }
func slope(_ f: (Float) -> Float, at x: Float, step: Float) -> Float {
  (f(x + step) - f(x - step)) / (2 * step)
}
show(slope(cube, at: 2, step: 0.01))
/*:
 The derivative of $x^3$ is $3x^2$, so the exact slope at 2 is
 $3 \cdot 2^2 = 12$. Would a smaller step be better? Only up to a point. Wide
 steps blur the curve; tiny ones subtract two nearly equal `Float`s, which keep
 only 24 binary digits, and what is left is rounding:
*/
//#-hidden-code
let slopes = MeasuredSlopes(of: cube, at: 2, exact: 12)
//#-end-hidden-code
place(differenceStepFigure(slopes))
claim(
  "neither the widest nor the finest step is best",
  slopes.bestStep < 0.1 && slopes.bestStep > 1e-4
    && slopes.errors.last! > 10 * slopes.errors.min()!)
/*:
 The slopes along all inputs together are the **gradient**, the vector
 $\nabla f = (\partial f/\partial x_1, \partial f/\partial x_2, \dots)$, in
 which $\partial f/\partial x_1$ is the slope when only $x_1$ moves. It points
 where $f$ grows fastest; its opposite is where learning goes. Measuring it takes
 two runs of the network for *every* weight, far too slow for millions of them.
 The way out is the **chain rule**: if $z$ depends on $y$ and $y$ on $x$, the
 slopes multiply,

 $$\frac{\partial z}{\partial x} = \frac{\partial z}{\partial y} \cdot \frac{\partial y}{\partial x}$$

 and if $x$ reaches $z$ along several roads, their products add up. So slopes
 can be passed from hand to hand, from the loss back to every weight, in *one*
 sweep. That sweep is **back-propagation** (Rumelhart, Hinton and Williams
 1986). Note what it doesn't do: it computes gradients and changes nothing.
 Stepping against them is the optimizer's job.

 ## 1.6 The computation graph

 Draw a formula as a graph: numbers travel along the edges, nodes combine them.
 Forward, from left to right, every node computes its output. Backward, every
 node takes the slope of the loss with respect to its *output* and hands on the
 slope with respect to each *input*. Here is $z = (a + b) \cdot c$ at $a = 2$,
 $b = 3$, $c = 4$:
*/
place(graphFigure())
/*:
 The slope with respect to $z$ itself is 1. The **multiply** node passes it on
 times *the other* input: 4 to the plus node, 5 to $c$. The **add** node passes
 what it gets to both sides unchanged. In code:
*/
let add = AddNode()
var multiply = MultiplyNode()
let z = multiply.forward(add.forward([2], [3]), [4])
let (dSum, dc) = multiply.backward([1])
let (da, db) = add.backward(dSum)
show([z, da, db, dc])
/*:
 Six nodes carry every sum and product of this chapter. (Write $dx$ for
 $\partial L/\partial x$, the slope of the loss with respect to $x$.) Some are
 each other's mirror: what *repeat* does forward, *sum* does backward, and the
 other way around. An activation is a seventh: it multiplies the slope by its
 own.
*/
place(nodesFigure())
/*:

 | node | forward | backward |
 |---|---|---|
 | add | $z = x + y$ | $dx = dz$ and $dy = dz$ |
 | multiply | $z = x \odot y$ | $dx = y \odot dz$ and $dy = x \odot dz$ |
 | branch | $x$ goes two ways | $dx = dz_1 + dz_2$ |
 | repeat | one row, $N$ copies | $dx$ = sum over the $N$ rows |
 | sum | $N$ rows become one | $dx$ = $N$ copies of $dz$ |
 | matrix product | $Z = XW$ | $dX = dZ W^\top$ and $dW = X^\top dZ$ |
 | activation | $z = f(x)$ | $dx = f'(x) \odot dz$ |

 Here $\odot$ multiplies element by element, and $W^\top$, the *transpose*, is
 $W$ with rows and columns exchanged. Why the transposes? $X_{ik}$ reaches every
 $Z_{ij}$ with the weight $W_{kj}$, so $dX_{ik} = \sum_j dZ_{ij} W_{kj}$, which
 is $dZ W^\top$. The shapes help you remember: $dZ$ is $(N, H)$, $W^\top$ is
 $(H, D)$, and $dX$ must be $(N, D)$, like $X$. Here is the node as the library
 has it:
*/
list("MatMulNode")
/*:
 The slope with respect to each input, measured by a central difference, must be
 what the backward pass says. Every layer in this book has to pass this
 *gradient check*.
*/
/// The slope of the sum of `f` by each number of `x`, measured.
func measuredGradient(_ x: Tensor, _ f: (Tensor) -> Tensor) -> Tensor {
  var gradient = x
  for i in 0..<x.shape[0] {
    for j in 0..<x.shape[1] {
      var (up, down) = (x, x)
      up[i, j] += 0.01
      down[i, j] -= 0.01
      gradient[i, j] = (f(up).sum() - f(down).sum()) / 0.02
    }
  }
  return gradient
}
/*:
 Both inputs of a matrix product, checked in one go. The slope of a sum with
 respect to each of its terms is 1, so ones go in:
*/
var checkRandom = Random(seed: options.seed, stream: "gradient check")
var node = MatMulNode()
let left = Tensor.normal([3, 4], random: &checkRandom)
let right = Tensor.normal([4, 2], random: &checkRandom)
_ = node.forward(left, right)
let (dLeft, dRight) = node.backward(Tensor.ones(3, 2))
let leftGap =
  (dLeft - measuredGradient(left) { matmul($0, right) }).norm() / dLeft.norm()
let rightGap =
  (dRight - measuredGradient(right) { matmul(left, $0) }).norm() / dRight.norm()
show(max(leftGap, rightGap))
claim(
  "back-propagated and measured slopes agree to 1 in 1,000",
  max(leftGap, rightGap) < 1e-3)
/*:
 ## 1.7 Layers as objects

 A node is too small a brick to build with. A layer groups nodes with the
 parameters they use, and has the same two methods. Nearly every layer in this
 book, up to the Transformer's, keeps this contract:
*/
list("Layer")
/*:
 `mode` says whether we train or infer, which matters to dropout (section 1.11);
 left out, it is inference.

 Here is the workhorse, the **affine** layer: the matrix product and the bias of
 section 1.2. `backward` finds three gradients: with respect to the weights, the
 bias (each row used it, so the rows are summed), and the input, which goes on
 to the layer below.
*/
list("Affine.forward(_:mode:)", comment: false)
list("Affine.backward")
/*:
 `backward` *adds* to a parameter's gradient, because a parameter may be used in
 several places and the roads add up. The price is that somebody has to call
 `zeroGradients()` between steps. Forget it, and each step also adds in all
 earlier gradients:
*/
var layerRandom = Random(seed: options.seed, stream: "layers")
let affine = Affine(inputs: 2, outputs: 3, random: &layerRandom)
_ = affine.forward(x)
_ = affine.backward(Tensor.ones(10, 3))
let once = affine.parameters[0].gradient
_ = affine.backward(Tensor.ones(10, 3))
let twice = affine.parameters[0].gradient
show(twice.norm() / once.norm())
claim(
  "a second backward pass without zeroGradients doubles the gradient",
  (twice - 2 * once).norm() < 1e-5 * once.norm())
/*:
 The softmax and the cross entropy are made for each other: as one layer their
 backward pass is as simple as could be. What the network said minus what it
 should have said,

 $$\frac{\partial L}{\partial y_i} = p_i - t_i$$

 for one example; in a batch the mean divides it by $N$.
*/
let scores: Tensor = [[2, 1, 0]]
_ = loss.forward(scores, [1])
show(softmax(scores))
show(loss.backward())
/*:
 The first class got too much and is pushed down, and so is the third; the
 second, the right one, is pulled up.

 ## 1.8 Optimizers

 An **optimizer** takes the gradients and moves the parameters. The simplest
 one, **stochastic gradient descent** (SGD), takes a step against the gradient
 $g$ of a small random batch; the *learning rate* $\eta$ scales it:

 $$W \leftarrow W - \eta g$$

 Its weakness shows in a valley that is long one way and narrow the other, such
 as $f(x, y) = \frac{1}{20}x^2 + y^2$: the slope points across the valley, not
 along it. Its rivals use memory. **Momentum** (Polyak 1964) rolls like a ball
 with the velocity $v$, of which a share $\mu$, here 0.9, is kept from step to
 step. **Nesterov**'s method (1983) looks one step ahead: it adds to the gradient
 the share of $v$ that the next step will keep:

 $$v \leftarrow \mu v + g \qquad \begin{cases} W \leftarrow W - \eta v & \text{(momentum)} \\ W \leftarrow W - \eta (g + \mu v) & \text{(Nesterov)} \end{cases}$$

 **AdaGrad** (Duchi et al. 2011) gives each parameter a step of its own, smaller
 where slopes have been large; $s$ sums their squares, number by number:

 $$s \leftarrow s + g^2 \qquad W \leftarrow W - \eta g / \sqrt{s}$$

 **RMSprop** (Tieleman and Hinton 2012) lets $s$ forget, as a running mean of
 $g^2$. **Adam** (Kingma and Ba 2015) divides a running mean of $g$, as in
 momentum, by the root of RMSprop's (and corrects both means for starting at 0).
*/
func valley(_ x: Float, _ y: Float) -> Float { x * x / 20 + y * y }

/// The path an optimizer takes from (−7, 2) in 30 steps: x and y of each place.
func path(_ optimizer: any Optimizer) -> (x: [Float], y: [Float]) {
  let point = Parameter("point", [-7, 2])
  var path: (x: [Float], y: [Float]) = ([-7], [2])
  for _ in 1...30 {
    point.gradient = Tensor([point.value[0] / 10, 2 * point.value[1]])
    optimizer.update([point])
    path.x.append(point.value[0])
    path.y.append(point.value[1])
  }
  return path
}
/*:
 Six rivals, each at a rate that suits it:
*/
let racers: [(name: String, optimizer: any Optimizer)] = [
  ("SGD, η = 0.95", SGD(rate: 0.95)),
  ("Momentum, η = 0.1", Momentum(rate: 0.1)),
  ("Nesterov, η = 0.1", Nesterov(rate: 0.1)),
  ("AdaGrad, η = 1.5", AdaGrad(rate: 1.5)),
  ("RMSprop, η = 0.14", RMSprop(rate: 0.14)),
  ("Adam, η = 0.3", Adam(rate: 0.3)),
]
let paths = racers.map { path($0.optimizer) }
//#-hidden-code
let racerNames = racers.map { $0.name }
let crossed = paths.map(crossings)
//#-end-hidden-code
place(optimizersFigure(racerNames, paths: paths))
place(optimizersTable(racerNames, paths: paths))
claim(
  "SGD crosses the valley at every step, the others at fewer than half of theirs",
  crossed[0] == 30 && crossed.dropFirst().allSatisfy { $0 < 15 })
/*:
 SGD spends its strength jumping from wall to wall; a smaller rate would calm
 it, and then it would crawl along the floor. The others turn into the valley.
 Don't take the last column for a ranking: this is one surface, one start and
 one rate each, and SGD ends lower here than some that roll past the bottom.

 ## 1.9 How to begin

 Training has to start somewhere. Why not with every weight at zero? Here are
 the weights of four hidden neurons, one per column, after 100 steps of training
 from a start where all weights are equal. (Started at exactly zero, they would
 not move at all: the first layer's gradient is multiplied by the second layer's
 weights, the second's by what the first puts out, tanh(0) = 0, and both are
 zero.)
*/
/// The first layer after 100 steps on a small task, started by `weights`.
func trained(from weights: Initializer) -> Tensor {
  var random = Random(seed: options.seed, stream: "twins")
  let x = Tensor.normal([30, 2], random: &random)
  let t = (0..<30).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 }
  let net = Sequential(
    Affine(inputs: 2, outputs: 4, weights: weights, random: &random), Tanh(),
    Affine(inputs: 4, outputs: 2, weights: weights, random: &random))
  let loss = SoftmaxWithLoss()
  let optimizer = SGD(rate: 0.5)
  for _ in 0..<100 {
    net.zeroGradients()
    _ = loss.forward(net.forward(x, mode: .training), t)
    _ = net.backward(loss.backward())
    optimizer.update(net.parameters)
  }
  return net.parameters[0].value
}
/*:
 Once from equal weights, once from random ones:
*/
let fromEqual = trained(
  from: Initializer { inputs, outputs, _ in .full([inputs, outputs], 0.1) })
let fromRandom = trained(from: .xavier)
show(fromEqual)
show(fromRandom)
claim(
  "neurons that start equal stay equal",
  spread(fromEqual) < 1e-5 && spread(fromRandom) > 0.1)
claim(
  "from zero, the first layer doesn't move in 100 steps",
  trained(from: .zeros).norm() == 0)
/*:
 Equal neurons receive equal gradients and stay twins forever: a hundred of them
 with the power of one. *Biases* may start at zero. Weights must differ.

 By how much? The variance of a sum of $D$ independent terms is $D$ times that
 of one. For a signal to leave a layer as strong as it came, the weights'
 variance must be about $1/D$:

 - **Xavier** (Glorot and Bengio 2010), for tanh:
   $\mathrm{Var}(W) = 2/(D + H)$, halfway between what the forward and the
   backward pass ask for.
 - **He** (He et al. 2015), for ReLU, which throws half of the signal away:
   $\mathrm{Var}(W) = 2/D$.

 Here is a signal on its way through five layers of 100 neurons, under five
 starts:
*/
let starts: [(name: String, weights: Initializer, bend: Activation)] = [
  ("standard deviation 1", .normal(deviation: 1), Tanh()),
  ("standard deviation 0.01", .normal(deviation: 0.01), Tanh()),
  ("Xavier", .xavier, Tanh()),
  ("Xavier, with ReLU", .xavier, ReLU()),
  ("He, with ReLU", .he, ReLU()),
]
let depths: [[Tensor]] = starts.map { start in
  var random = Random(seed: options.seed, stream: "five layers")
  var signal = Tensor.normal([500, 100], random: &random)
  return (0..<5).map { _ in
    let W = start.weights.matrix(inputs: 100, outputs: 100, random: &random)
    signal = start.bend.value(matmul(signal, W))
    return signal
  }
}
//#-hidden-code
let startNames = starts.map { $0.name }
let deviations = depths.map { $0.map(deviation) }
//#-end-hidden-code
place(initializationFigure(startNames, signals: depths))
place(deviationsTable(startNames, deviations))
claim(
  "from standard deviation 1, most neurons end pressed against −1 or 1",
  saturation(depths[0][4]) > 0.5)
claim(
  "from standard deviation 0.01, the signal all but vanishes",
  deviations[1][4] < 1e-3)
claim("from Xavier's, it arrives", deviations[2][4] > 0.2)
claim(
  "through ReLUs, He's brings more than twice as much to the end as Xavier's",
  deviations[4][4] > 2 * deviations[3][4])
/*:
 Too wide a start presses most tanhs against their walls, where the slope is
 almost zero and little can be learned. Too narrow a start, and the signal fades
 from layer to layer. In between, it arrives.

 ## 1.10 The spiral

 Now everything comes together. The data are three arms of {{spiral_points}}
 points each to train on, and another {{spiral_points}} each **held out**: a
 network can learn its training data by heart, so only data it never saw can
 judge it.
*/
/// Points on three spiral arms (3n, 2), and the arm that each belongs to.
func spiral(_ n: Int, noise: Float, random: inout Random) -> Examples<[Int]> {
  let arms = (0..<3 * n).map { $0 / n }
  let points = arms.indices.flatMap { i -> [Float] in
    let radius = Float(i % n) / Float(n)
    let start = 2 * Float.pi / 3 * Float(arms[i])
    let angle = start + 4.5 * radius + noise * random.normal()
    return [radius * sin(angle), radius * cos(angle)]
  }
  return Examples(Tensor(points, shape: [3 * n, 2]), arms)
}
var dataRandom = Random(seed: options.seed, stream: "spiral")
let training = spiral(100, noise: 0.15, random: &dataRandom)
let heldOut = spiral(100, noise: 0.15, random: &dataRandom)
name("spiral_points", 100)
/*:
 **The baseline first.** A single affine layer can only draw straight borders.
 How many points it gets right is counted like this:
*/
/// The share of examples for which the largest score is at the right class.
func accuracy(_ net: any Layer, _ data: Examples<[Int]>) -> Float {
  let guesses = net.forward(data.x).argmax()
  return Float(zip(guesses, data.t).count { $0 == $1 }) / Float(data.count)
}
/*:
 And this is the whole of training, written out once: take a batch, run forward,
 run backward, step. One pass over all examples is an **epoch**.
*/
var weightRandom = Random(seed: options.seed, stream: "spiral weights")
let straight = Affine(inputs: 2, outputs: 3, random: &weightRandom)
let sgd = SGD(rate: 0.5)
var batches = Random(seed: options.seed, stream: "spiral batches")
for _ in 0..<100 {
  let order = batches.permutation(training.count)
  for first in stride(from: 0, to: order.count, by: 30) {
    let batch = training.batch(Array(order[first..<first + 30]))
    straight.zeroGradients()
    _ = loss.forward(straight.forward(batch.x, mode: .training), batch.t)
    _ = straight.backward(loss.backward())
    sgd.update(straight.parameters)
  }
}
let straightAccuracy = accuracy(straight, heldOut)
show(straightAccuracy)
/*:
 Better than guessing, and not by much: a straight border can't follow a curved
 arm. Now give it ten neurons with a bend. The loop above is the same for every
 model, so from here on the library's `Trainer` runs it: it shuffles, cuts
 batches, and keeps the history.
*/
let net = Sequential(
  Affine(inputs: 2, outputs: 10, random: &weightRandom), Tanh(),
  Affine(inputs: 10, outputs: 3, random: &weightRandom))
let trainer = Trainer(
  Network(net, loss: SoftmaxWithLoss()), optimizer: SGD(rate: 1), batchSize: 30,
  random: Random(seed: options.seed, stream: "spiral batches"))
try trainer.train(
  on: training, validation: heldOut, epochs: options.quick ? 30 : 300)
let spiralAccuracy = accuracy(net, heldOut)
show(accuracy(net, training), spiralAccuracy)

name("spiral_parameters", net.parameterCount)
name("spiral_accuracy", 100 * spiralAccuracy, decimals: 1)
name("spiral_training", 100 * accuracy(net, training), decimals: 1)
name("straight_accuracy", 100 * straightAccuracy, decimals: 1)
place(
  spiralLossFigure(
    trainer.history, knowingNothing: clueless,
    straightBorders: loss.forward(straight.forward(heldOut.x), heldOut.t)))
place(spiralRegionsFigure(net, heldOut))
claim(
  "straight borders do better than guessing, and get fewer than 6 in 10 right",
  straightAccuracy > 0.38 && straightAccuracy < 0.6)
claim(
  "with a hidden layer of ten neurons, more than 95 in 100 are right",
  spiralAccuracy > 0.95)
/*:
 From {{straight_accuracy}}% to {{spiral_accuracy}}% on points it never saw (and
 {{spiral_training}}% on those it trained on), with {{spiral_parameters}}
 numbers: ten neurons draw ten soft lines, and the second layer mixes them into
 a border that winds.

 ## 1.11 Over-fitting, and what helps

 Now the same spiral in fog: half the points, far more noise, and a network with
 {{wide_parameters}} numbers, to learn {{fog_points}} points with. We train it
 four times: left alone, and with each of three remedies.

 - **L2 penalty**: add $\frac{\lambda}{2}\sum w^2$ to the loss, so that large
   weights cost and borders stay smooth (with plain SGD this is *weight decay*).
 - **Dropout** (Srivastava et al. 2014): in each training step every neuron is
   silenced with probability $p$, here one half, and the survivors are scaled up
   by $1/(1-p)$ so that sums keep their mean. No neuron can lean on another. At
   inference all are present.
 - **Early stopping**: watch the held-out loss while training, stop when it has
   not improved for a while, and go back to the weights of its best moment.
*/
var fogRandom = Random(seed: options.seed, stream: "fog")
let fog = spiral(50, noise: 0.7, random: &fogRandom)
let fogWatched = spiral(300, noise: 0.7, random: &fogRandom)
let fogJudge = spiral(300, noise: 0.7, random: &fogRandom)
/*:
 Two hidden layers of 100 neurons each, with whatever remedy is asked for:
*/
/// Trains a wide network in the fog.
func trained(dropout: Float = 0, penalty: Float = 0, patience: Int? = nil)
  throws -> (
    net: Sequential, history: [Epoch]
  )
{
  var random = Random(seed: options.seed, stream: "wide network")
  let net = Sequential(
    Affine(inputs: 2, outputs: 100, weights: .he, random: &random), ReLU(),
    Dropout(dropout, random: random.stream("dropout 1")),
    Affine(inputs: 100, outputs: 100, weights: .he, random: &random), ReLU(),
    Dropout(dropout, random: random.stream("dropout 2")),
    Affine(inputs: 100, outputs: 3, random: &random))
  let trainer = Trainer(
    Network(net, loss: SoftmaxWithLoss()), optimizer: Adam(rate: 0.01),
    batchSize: 30,
    random: random.stream("batches"))
  trainer.penalties = [.l2(penalty)]
  trainer.patience = patience
  try trainer.train(
    on: fog, validation: fogWatched, epochs: options.quick ? 20 : 200)
  return (net, trainer.history)
}
/*:
 Left alone, with a penalty, with dropout, and stopped when 20 epochs in a row
 brought nothing new:
*/
let alone = try trained()
let decayed = try trained(penalty: 0.003)
let dropped = try trained(dropout: 0.5)
let stopped = try trained(patience: 20)
/*:
 Early stopping looks at the watched points to decide when to stop, so they can
 no longer judge the result honestly. That is why there are *three* sets: one to
 train on, one to **validate** choices on, and one to **test**, touched once at
 the end.
*/
name("wide_parameters", alone.net.parameterCount)
name("fog_points", fog.count)
name("fog_test", fogJudge.count)
place(
  overfittingFigure(
    alone: alone.history, decayed: decayed.history, dropped: dropped.history,
    stopped: stopped.history))
place(overfittingRegionsFigure(alone: alone.net, decayed: decayed.net, fog))
//#-hidden-code
let lossesAlone = validationLosses(alone.history)
let verdicts = [
  ("left alone", alone.net), ("L2 penalty", decayed.net),
  ("dropout", dropped.net), ("early stopping", stopped.net),
].map { Verdict(on: $0, $1, training: fog, test: fogJudge) }
let testLosses = verdicts.map(\.testLoss)
let testAccuracies = verdicts.map(\.testAccuracy)
//#-end-hidden-code
place(verdictsTable(verdicts))
claim(
  "left alone, the validation loss ends at least a third above its lowest point",
  lossesAlone.last! > 1.33 * lossesAlone.min()!)
claim(
  "each of the three remedies lowers the test loss",
  testLosses[1...].allSatisfy { $0 < testLosses[0] })
claim(
  "the four test accuracies differ by less than 6 in 100",
  testAccuracies.max()! - testAccuracies.min()! < 0.06)
/*:
 Look at both of the last columns. The accuracies are so close that {{fog_test}}
 points can hardly tell them apart: left alone, the network is not wrong much
 more often, it is wrong with more *confidence*, and that is what the loss
 charges for. Note what is not among the remedies: more layers. Depth adds
 capacity, and capacity is what over-fits.

 ## 1.12 Bits and threads

 Three formats for a number with a fraction: `Float64` (8 bytes), `Float32` (4)
 and `Float16` (2). More bits mean a finer step and a wider range; fewer mean
 less memory to move, which is what big models spend their time on. What does it
 cost in exactness? One matrix product in each, compared with Float64:
*/
/// (n, n) · (n, n), the plain way, computed in `Number`.
func product<Number: BinaryFloatingPoint>(
  _ a: [Float], _ b: [Float], n: Int, as: Number.Type
) -> [Double] {
  let (a, b) = (a.map { Number($0) }, b.map { Number($0) })
  var c = [Number](repeating: 0, count: n * n)
  for i in 0..<n {
    for k in 0..<n {
      for j in 0..<n { c[i * n + j] += a[i * n + k] * b[k * n + j] }
    }
  }
  return c.map { Double($0) }
}

let n = 128
var bitsRandom = Random(seed: options.seed, stream: "bits")
let P = Tensor.normal([n, n], random: &bitsRandom)
let Q = Tensor.normal([n, n], random: &bitsRandom)
let exact = product(P.values, Q.values, n: n, as: Double.self)
//#-hidden-code
let single = relativeError(
  of: product(P.values, Q.values, n: n, as: Float.self), from: exact)
let half = relativeError(
  of: product(P.values, Q.values, n: n, as: Float16.self), from: exact)
//#-end-hidden-code
place(formatsTable(single: single, half: half))
claim("Float32 errs by less than 1 in a million", single < 1e-6)
claim(
  "Float16 errs at least 1,000 times as much as Float32", half > 1000 * single)
/*:
 Float32 is plenty for learning, and this book uses it throughout. Float16 needs
 care: beyond 65,504 there is only infinity, and a small gradient added to a
 large weight is lost. Whether fewer bits are also *faster* depends on the
 machine having arithmetic for them. The second lever is **threads**, several
 cores on one product. The clock's numbers differ from machine to machine, so
 these were recorded once, on the one named below:
*/
//#-hidden-code
let (a, b) = (P.values, Q.values)

/// Milliseconds for the library's product (n, n) · (n, n) by `threads` threads.
func milliseconds(n: Int, threads: Int) -> Double {
  Threads.count = threads
  defer { Threads.count = options.threads }
  let x = Tensor.normal([n, n], random: &bitsRandom)
  return milliseconds { for _ in 0..<20 { _ = matmul(x, x) } } / 20
}
//#-end-hidden-code
record("timings") {
  let loops = (
    milliseconds { _ = product(a, b, n: n, as: Double.self) },
    milliseconds { _ = product(a, b, n: n, as: Float.self) },
    milliseconds { _ = product(a, b, n: n, as: Float16.self) }
  )
  let one = milliseconds(n: n, threads: 1)
  let large = (1...2).map { milliseconds(n: 1024, threads: $0) }
  show(
    Table(
      columns: ["product", "computed by", "milliseconds"],
      rows: [
        ["128 × 128", "loops in Float64", loops.0],
        ["128 × 128", "loops in Float32", loops.1],
        ["128 × 128", "loops in Float16", loops.2],
        ["128 × 128", "matmul, 1 thread", one],
        ["1024 × 1024", "matmul, 1 thread", large[0]],
        ["1024 × 1024", "matmul, 2 threads", large[1]],
      ], decimals: 3))
  claim(
    "half the bits don't halve the time, and Float16 takes longest",
    loops.1 > 0.55 * loops.0 && loops.2 > loops.0)
  claim("matmul is more than 10 times as fast as the loops", loops.1 > 10 * one)
  claim("on 1024 × 1024 a second thread helps", large[0] > 1.3 * large[1])
}
/*:
 Half the bits did not halve the time here, and a quarter of them took the
 longest: without 16-bit arithmetic, every Float16 is converted back and forth.
 The library's product is another world; chapter 4 builds it.

 Threads are often said to change results: sums in another order round
 differently. Here they don't, because threads share out the *results*, never a
 sum:
*/
Threads.count = 1
let onOne = matmul(P, Q)
Threads.count = 7
let onSeven = matmul(P, Q)
Threads.count = options.threads
show(onOne == onSeven)
claim("one thread and seven give the same bits", onOne == onSeven)
/*:
 ## 1.13 Save and load

 A trained network is its parameters. They go into a file with a checksum, so
 that a damaged or foreign file is refused with a clear message rather than
 loaded as nonsense.
*/
//#-hidden-code
let file = temporaryFile()
defer { removeFile(file) }
let copy = freshNetwork(seed: options.seed)
//#-end-hidden-code
try net.save(to: file)
try copy.load(from: file)  // another network of the same shape
let same = copy.forward(heldOut.x) == net.forward(heldOut.x)
show(same)
//#-hidden-code
try flipBit(inFile: file)
let untouched = freshNetwork(seed: options.seed)
let isRefused = (try? untouched.load(from: file)) == nil
//#-end-hidden-code
claim("a network that was saved and loaded answers with the same bits", same)
claim(
  "a file with one flipped bit is refused, and the network stays as it was",
  isRefused
    && untouched.forward(heldOut.x)
      == freshNetwork(seed: options.seed).forward(heldOut.x)
)
/*:
 A `Trainer` can be saved the same way, even in the middle of an epoch. The
 optimizer's memory and the state of every random stream go along, so that a run
 that was stopped and resumed ends with the same bits as one that never stopped.
*/
//#-hidden-code
/// A trainer of the spiral's network, always from the same start.
func spiralTrainer() -> Trainer<Network<SoftmaxWithLoss>> {
  Trainer(
    Network(freshNetwork(seed: options.seed), loss: SoftmaxWithLoss()),
    optimizer: Adam(), batchSize: 30,
    random: Random(seed: options.seed, stream: "resumed"))
}
//#-end-hidden-code
let (whole, before, after) = (spiralTrainer(), spiralTrainer(), spiralTrainer())
try whole.train(on: training, epochs: 6)

try before.train(on: training, epochs: 3)
try before.save(to: file)
try after.resume(from: file)
try after.train(on: training, epochs: 6)  // until six are done in all
let resumed = after.model.predict(heldOut.x) == whole.model.predict(heldOut.x)
show(resumed)
claim("three epochs, a file, and three more end as six in one go", resumed)
/*:
 ## Summary

 - A layer is a matrix product, a bias and a bend; without the bend, depth is
   useless.
 - Softmax turns scores into probabilities, cross entropy prices them; knowing
   nothing costs $\log C$.
 - Back-propagation is the chain rule on a graph: each node hands slopes from
   its output to its inputs. It computes gradients; the optimizer uses them.
 - Weights must start different and of the right size: Xavier for tanh, He for
   ReLU.
 - Judge on held-out data. Where its loss turns upward, stop, penalize, drop
   out, or find more data.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the loss is `nan` | the learning rate is too high; or a logarithm of zero: use `SoftmaxWithLoss`, which never takes one |
 | the first loss is far above $\log C$ | the weights start too large |
 | the loss doesn't move | weights all equal, saturated activations, or a rate far too small |
 | it falls, then leaps higher and higher | `zeroGradients()` forgotten, or the rate too high |
 | training is perfect, held-out is poor | over-fitting |
 | both are poor | too small a network, or wrong labels: can it learn ten examples by heart? |

 ## Exercises

 1. Which shapes do $(64, 10) \cdot (10, 3) + (3)$ and $(5, 1) + (1, 4)$ give?
    Check with `show`.
 2. Draw the graph of $z = (a + b)(b + c)$, send values and slopes through it by
    hand, and check with nodes. Why does $b$ need a branch?
 3. Give the spiral network ReLUs in place of tanh, then no activation at all.
    Predict both accuracies first.
 4. How few hidden neurons still reach 90%?
 5. Divide node: $z = x/y$. Write its forward and backward pass, and check the
    gradient by a central difference.
 6. In section 1.11, what do L2 *and* dropout together do? And 500 training
    points per arm with no remedy at all?
 7. Train the wide network with momentum in place of Adam. Find a rate at which
    it does as well.

 ## References

 - X. Glorot, Y. Bengio. *Understanding the difficulty of training deep
   feedforward neural networks.* AISTATS 2010.
 - K. He, X. Zhang, S. Ren, J. Sun. *Delving deep into rectifiers.* ICCV 2015.
 - D. Rumelhart, G. Hinton, R. Williams. *Learning representations by
   back-propagating errors.* Nature 323, 1986.
 - D. Kingma, J. Ba. *Adam: a method for stochastic optimization.* ICLR 2015.
 - J. Duchi, E. Hazan, Y. Singer. *Adaptive subgradient methods for online
   learning and stochastic optimization.* JMLR 12, 2011.
 - I. Sutskever, J. Martens, G. Dahl, G. Hinton. *On the importance of
   initialization and momentum in deep learning.* ICML 2013.
 - N. Srivastava et al. *Dropout: a simple way to prevent neural networks from
   overfitting.* JMLR 15, 2014.
 - D. Hendrycks, K. Gimpel. *Gaussian error linear units.* 2016.
 - B. Polyak. *Some methods of speeding up the convergence of iteration
   methods.* 1964.
 - Y. Nesterov. *A method of solving a convex programming problem with
   convergence rate O(1/k²).* 1983.
 - T. Tieleman, G. Hinton. *Lecture 6.5: RMSprop.* Coursera, 2012.
 - D. Clevert, T. Unterthiner, S. Hochreiter. *Fast and accurate deep network
   learning by exponential linear units.* ICLR 2016.
 - K. Saito. *Deep Learning from Scratch 2* (in Japanese). O'Reilly Japan, 2018:
   the book whose ground this one covers.
*/
weaveChapter()
