import Ground
import Literate
import Networks
import Tensors

import class Foundation.FileManager
import struct Foundation.UUID

let options = beginChapter()
Threads.count = options.threads
/*:
 # 1 Neural network review

 Three colors of dots wind around each other like the arms of a galaxy. No
 straight line can part them. By the end of this chapter a network of
 {{spiral_parameters}} numbers will have drawn the borders below, and you will
 have written every part of it: the layers, the loss, the backward pass, the
 optimizer.

 ![The plane in three colors, the regions a small network assigns to the three arms of a spiral](figures/01-spiral-regions.svg)

 Every network in this book is made of these same parts, up to the Transformer
 of chapter 8. Only the words are missing, and they arrive in [chapter
 2](02-distributional-representation.md). After this chapter you can write, from
 their formulas alone and with nothing but a type for tables of numbers:

 - a layer of neurons, its forward and its backward pass, and the test that
   tells whether they belong together;
 - the softmax with cross entropy, and its form for yes-or-no questions, with
   their gradients;
 - six optimizers up to Adam, and AdamW;
 - dropout, weight decay and early stopping;
 - a network of two layers and the loop that trains it, in some 45 lines.

 All code on this page ran to make the page. What a line shows stands below it;
 a ✓ marks a finding that the program checked before it let the page be written.
 Two names come along from the program around the page: `show` prints values,
 and `options` holds what was asked for on the command line (`options.quick` is
 true where it was a quick run, for tests).
 Each part is first written out plainly, in the letters of its formula. Then the
 library's version, which is faster and does more, must give the same numbers:
 from there on you know what is inside.

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
 an axis of length 1, or a missing one, is stretched. So a row is added to each
 row of a matrix, and a column to each column:
*/
let column: Tensor = [[100], [200]]
show(A + v)
show(A + column)
/*:
 Besides arithmetic, four things are all that we ask of a tensor: sums (or
 largest numbers) along an axis, where 0 is the outermost, and an axis that is
 kept has length 1, ready for broadcasting; rows and columns exchanged, which is
 called the **transpose**; some of its rows, named by their numbers; and a
 function of each number.
*/
show(A.sum(axis: 0))
show(A.sum(axis: 1, keepingAxis: true))
show(A.transposed())
show(A.rows(at: [1, 0, 0]))
show(A.map { $0 > 2 ? 1 : 0 })
/*:
 The one operation that does nearly all the work in deep learning is the
 **matrix product**. Each number of $C = AB$ is a row of $A$ times a column of
 $B$, summed:

 $$C_{ij} = \sum_k A_{ik} B_{kj}$$

 The inner axes must agree and vanish: $(M, K) \cdot (K, N) \to (M, N)$. When a
 network fails to run, look at the shapes first. In code the formula is three
 loops, one for each letter:
*/
/// A (M, K) · B (K, N) → (M, N).
func plainProduct(_ A: Tensor, _ B: Tensor) -> Tensor {
  var C = Tensor.zeros(A.shape[0], B.shape[1])
  for i in 0..<A.shape[0] {
    for j in 0..<B.shape[1] {
      for k in 0..<A.shape[1] { C[i, j] += A[i, k] * B[k, j] }
    }
  }
  return C
}
/*:
 Here (2, 3) · (3, 2) gives (2, 2), by our loops and by the library's `matmul`,
 which is the same sum, made fast:
*/
let B: Tensor = [[1, 0], [0, 1], [1, 1]]
show(plainProduct(A, B))
show(matmul(A, B))
claim(
  "matmul is the three loops", isShown: false,
  plainProduct(A, B) == matmul(A, B))
/*:
 The numbers in a `Tensor` have 32 bits. What that costs, why `matmul` is so
 much faster than the loops, and why its results don't depend on how many
 threads share the work, is the matter of appendix A.

 You can now read shapes, and say before a line runs which shape comes out of
 it.

 ## 1.2 A neuron, a layer, a network

 An artificial **neuron** takes some numbers $x_1, x_2, \dots$, gives each a
 **weight**, adds them up together with a **bias** $b$, and sends the sum
 through a function $f$, its activation:

 $$y = f(w_1 x_1 + w_2 x_2 + \dots + b)$$

 A favorite $f$ is the **sigmoid**, $\sigma(s) = 1/(1 + e^{-s})$, which makes a
 number between 0 and 1 of any sum. One neuron, with numbers one can follow by
 hand:
*/
/// Inputs x, weights w, bias b → the neuron's output.
func neuron(_ x: [Float], _ w: [Float], _ b: Float) -> Float {
  var s = b
  for i in x.indices { s += w[i] * x[i] }
  return 1 / (1 + exp(-s))
}
show(0.5 * 1 + -1 * 2 + 1)
show(neuron([1, 2], [0.5, -1], 1))
/*:
 Put several neurons side by side and give each all the inputs: that is a
 **layer**. The weights of one neuron form a column of a matrix $W$, so the
 whole layer is one matrix product, and it can answer for $N$ examples at once,
 one per row:

 $$h = f(xW + b) \qquad (N, D) \cdot (D, H) + (H) \to (N, H)$$

 Our neuron's weights are the first column here, a second neuron's the other:
*/
let x: Tensor = [[1, 2]]
let W: Tensor = [[0.5, 1], [-1, 0.25]]
let b: Tensor = [1, -1]
show(matmul(x, W) + b)
show(1 / (1 + exp(-(matmul(x, W) + b))))
claim(
  "a layer is its neurons", isShown: false,
  abs(sigmoid(matmul(x, W) + b)[0, 0] - neuron([1, 2], [0.5, -1], 1)) < 1e-6)
/*:
 Layers are stacked: the outputs of one are the inputs of the next. The names
 will stay with us. $x$ goes in, $h$ is the **hidden layer**, $y$ comes out.
 Layers stacked like these are a **multilayer perceptron**, or MLP.
*/
place(networkFigure())
/*:
 Nothing is learned yet, so the weights are drawn at random, and the biases are
 zero. The random numbers are *normally distributed*: most of them lie near 0,
 two in three less than 1 away. Where a language has only even ones, from 0 to
 1, two of those make one of these: $\sqrt{-2 \ln u_1} \cdot \cos 2 \pi u_2$.
 (Whatever is random in this book comes from streams with a name. Their
 numbers depend on it and on `options.seed`, and on nothing else; the option
 `--seed 2` makes others.)
*/
var random = Random(seed: options.seed, stream: "a first network")
let W1 = Tensor.normal([2, 4], random: &random)
let b1 = Tensor.zeros(4)
let W2 = Tensor.normal([4, 3], random: &random)
let b2 = Tensor.zeros(3)

let examples = Tensor.normal([10, 2], random: &random)
let h = sigmoid(matmul(examples, W1) + b1)
let y = matmul(h, W2) + b2
show(y.shape)
/*:
 Ten examples went in, ten rows of three scores came out. Using a network this
 way is called **inference**. Why the activation, though? Because without it a
 second layer adds nothing: $(x W_1) W_2 = x (W_1 W_2)$, and $W_1 W_2$ is just
 another matrix. What is left of the difference is rounding:
*/
let twoLayers = matmul(matmul(examples, W1), W2)
let oneLayer = matmul(examples, matmul(W1, W2))
show((twoLayers - oneLayer).norm())
claim(
  "without an activation, two layers compute what one layer can",
  isShown: false,
  (twoLayers - oneLayer).norm() < 1e-5)
/*:
 You can now compute what a network answers, with a matrix product for each
 layer.

 ## 1.3 Activations

 The purpose of an **activation**, or activation function, is to be non-linear;
 some also squash their input into a range, most modern ones don't. Its
 derivative matters just as much, because learning flows back through it
 (section 1.6).
*/
place(activationsFigure())
name("sigmoid_most", largestDerivative(of: Sigmoid()), decimals: 2)
name("tanh_most", largestDerivative(of: Tanh()), decimals: 2)
name("gelu_most", largestDerivative(of: GELU()), decimals: 2)
name("gelu_least", "−" + format(-leastValue(of: GELU()), decimals: 2))
/*:
 | activation | $f(x)$ | range | largest $f'(x)$ |
 |---|---|---|---|
 | sigmoid | $\sigma(x) = 1/(1 + e^{-x})$ | between 0 and 1 | {{sigmoid_most}} |
 | tanh | $(e^x - e^{-x})/(e^x + e^{-x})$ | between −1 and 1 | {{tanh_most}} |
 | ReLU | $x$ if $x > 0$, else $0$ | from 0 up | 1 |
 | leaky ReLU | $x$ if $x > 0$, else $ax$, here with $a = 0.1$ | everything | 1 |
 | ELU | $x$ if $x > 0$, else $e^x - 1$ | above −1 | 1 |
 | GELU | $x \cdot \Phi(x)$ | from {{gelu_least}} up | {{gelu_most}} |

 $\Phi$ is the normal distribution's cumulative probability. PReLU is leaky ReLU
 with an $a$ that is learned along with the weights (He et al. 2015).

 The derivatives of the first two can be written with the function's own value,
 which the forward pass has anyway. For the sigmoid,

 $$\sigma'(x) = \frac{e^{-x}}{(1 + e^{-x})^2} = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}} = \sigma(x) \, (1 - \sigma(x))$$

 and in the same way $\tanh'(x) = 1 - \tanh^2(x)$. In fact **tanh**, the
 *hyperbolic tangent*, is the sigmoid stretched to (−1, 1) and centered on zero,
 $\tanh(x) = 2 \sigma(2x) - 1$. The derivative of **ReLU**, the *rectified
 linear unit*, is 1 above zero and 0 below; at zero itself there is none, and 0
 is the custom.

 The sigmoid's derivative is nowhere larger than {{sigmoid_most}}, so a signal
 that flows back through ten sigmoids shrinks to less than a millionth, unless
 large weights make up for it. tanh has a derivative of 1 in the middle, and
 signals fade less. ReLU lets the signal through whole or not at all, and is the
 cheapest of them; only its *output* is kept from going negative, the gradients
 that flow back through it are not.

 You can now choose an activation, and say what it does to what flows through it
 in both directions.
*/
claim(
  "ten sigmoids in a row shrink a gradient below a millionth", isShown: false,
  (0..<10).reduce(Float(1)) { shrunk, _ in
    shrunk * largestDerivative(of: Sigmoid())
  } < 1e-6)
claim(
  "tanh(x) = 2 σ(2x) − 1", isShown: false,
  distance(between: tanh, and: { 2 * sigmoid(2 * $0) - 1 }) < 1e-5)
/*:
 ## 1.4 Loss: how wrong is it?

 To learn, a network needs one number that says how wrong it is: the **loss**,
 which a *loss function* computes from its answer and the right one. For a
 choice among $C$ classes, first turn the scores $y$, which the field calls
 **logits**, into probabilities with the **softmax**:

 $$p_i = \frac{e^{y_i}}{\sum_j e^{y_j}}$$

 All $p_i$ are positive and they sum to 1. By hand, for the scores 2, 1 and 0:
*/
let scores: Tensor = [[2, 1, 0]]
show(exp(scores))
show(exp(scores).sum())
show(exp(scores) / exp(scores).sum())
/*:
 Large scores would spoil this: $e^{89}$ is more than a 32-bit number can hold.
 Taking the largest score away from all of them first changes nothing, since
 numerator and denominator are both divided by the same number, and then no
 power is larger than $e^0 = 1$. So this is how a softmax is written, for $N$
 rows at once:
*/
/// Scores y (N, C) → probabilities p (N, C).
func softmax(_ y: Tensor) -> Tensor {
  let e = exp(y - y.max(axis: 1, keepingAxis: true))
  return e / e.sum(axis: 1, keepingAxis: true)
}
show(softmax([[2, 1, 0], [1002, 1001, 1000]]))
/*:
 (The library has a `softmax` too. Where a program and a library have the same
 name, Swift takes the program's, so on this page it is ours; the library's can
 be had as `Tensors.softmax`.)
*/
claim(
  "the library's softmax is the same", isShown: false,
  (softmax(y) - Tensors.softmax(y)).norm() < 1e-6)
/*:
 The **cross entropy** asks for the probability given to the right class and
 takes its negative logarithm. Certain and right costs nothing; certain and
 wrong costs without bound:

 $$L = -\sum_i t_i \log p_i = -\log p_{\text{right}}$$

 where $t_i$ is 1 for the right class and 0 for the others, and $\log$ is the
 natural logarithm. Added up over many examples, these logarithms are that of a
 product: of the probabilities that the network gave to all that really was. To
 make the sum of the losses small is to make that product large, so training by
 cross entropy is what statistics calls **maximum likelihood**.
*/
place(crossEntropyFigure())
/*:
 A **batch** of $N$ examples costs the mean over its rows (the field says
 *mini-batch* where it is a small part of all examples, as it nearly always is):
*/
/// Probabilities p (N, C) and the right classes t → the mean loss.
func crossEntropy(_ p: Tensor, _ t: [Int]) -> Float {
  var sum: Float = 0
  for i in t.indices { sum -= log(p[i, t[i]]) }
  return sum / Float(t.count)
}
show(crossEntropy(softmax(scores), [1]))
/*:
 The baseline to beat is a network that knows nothing and gives every class the
 same probability $1/C$: its loss is $\log C$, for three classes
 {{chance_loss}}. Remember that number; a first loss far above it is a warning.
*/
let clueless = crossEntropy(softmax(.zeros(3, 3)), [0, 1, 2])
show(clueless, log(Float(3)))
name("chance_loss", clueless, decimals: 4)
claim(
  "equal scores for C classes cost log C", isShown: false,
  abs(clueless - log(3)) < 1e-6)
/*:
 Two other losses will be needed. When the answer is a number instead of a
 class, the usual one is the **squared error**, the mean of $(y - t)^2$, with
 $t$ the number wanted. When it is yes or no, one score $y$ is enough:
 $p = \sigma(y)$ is the probability of *yes*, $1 - p$ that of *no*, and with
 $t = 1$ for yes and 0 for no their cross entropy is the **binary cross
 entropy**:

 $$L = -t \log p - (1 - t) \log(1 - p)$$

 Both get their code, forward and backward, in section 1.7.

 You can now put a price on any answer, and you know what knowing nothing costs.
*/
exercise("1.1")
/*:
 ## 1.5 Derivative, gradient, chain rule

 Which way should a weight move to make the loss smaller? The **derivative**
 tells: how fast $f$ changes as $x$ changes. We can simply measure it, by a step
 to both sides, the **central difference**:

 $$f'(x) \approx \frac{f(x + \varepsilon) - f(x - \varepsilon)}{2\varepsilon}$$
*/
func cube(_ x: Float) -> Float { x * x * x }

func measuredDerivative(
  _ f: (Float) -> Float, at x: Float, step ε: Float
) -> Float {
  (f(x + ε) - f(x - ε)) / (2 * ε)
}
show(measuredDerivative(cube, at: 2, step: 0.01))
/*:
 The derivative of $x^3$ is $3x^2$, so the exact one at 2 is $3 \cdot 2^2 = 12$.
 Would a smaller step be better? Only up to a point. Wide steps blur the curve;
 tiny ones subtract two nearly equal `Float`s, which keep only 24 binary digits,
 and what is left is rounding:
*/
//#-hidden-code
let derivatives = MeasuredDerivatives(of: cube, at: 2, exact: 12)
//#-end-hidden-code
place(differenceStepFigure(derivatives))
claim(
  "neither the widest nor the finest step is best", isShown: false,
  derivatives.bestStep < 0.1 && derivatives.bestStep > 1e-4
    && derivatives.errors.last! > 10 * derivatives.errors.min()!)
/*:
 A loss depends on many numbers. Its derivatives with respect to each, the
 others held still, together form the **gradient**,
 $\nabla f = (\partial f/\partial x_1, \partial f/\partial x_2, \dots)$. It
 points where $f$ grows fastest; its opposite is where learning goes. For the
 gradient of the loss $L$ with respect to a tensor $x$ we write $dx$, in
 formulas and in code; it has the shape of $x$. It can be measured too, one
 number after the other:
*/
/// The gradient of f by x, which has any shape: by central differences.
func measuredGradient(_ x: Tensor, _ f: (Tensor) -> Float) -> Tensor {
  let ε: Float = 0.01
  let gradient = (0..<x.count).map { i in
    var (up, down) = (x.values, x.values)
    up[i] += ε
    down[i] -= ε
    let (above, below) = (
      Tensor(up, shape: x.shape), Tensor(down, shape: x.shape)
    )
    return (f(above) - f(below)) / (2 * ε)
  }
  return Tensor(gradient, shape: x.shape)
}
show(measuredGradient([1, 2, 3]) { ($0 * $0).sum() })
/*:
 The gradient of $\sum x_i^2$ is $2x$, and that is what comes out. But it takes
 two runs of the network for *every* weight, far too slow for millions of them.
 So it only serves to check the fast way.

 The fast way rests on the **chain rule**. If $z$ depends on $y$ and $y$ on $x$,
 the derivatives multiply,

 $$\frac{\partial z}{\partial x} = \frac{\partial z}{\partial y} \cdot \frac{\partial y}{\partial x}$$

 and if $x$ reaches $z$ along several paths, their products add up. So one can
 begin at the loss, whose derivative with respect to itself is 1, and go
 backward step by step, each time multiplying by the derivative of that one
 step: *one* sweep gives the gradients of all weights. That sweep is
 **back-propagation** (Rumelhart, Hinton and Williams 1986). Note what it
 doesn't do: it computes gradients and changes nothing. Stepping against them is
 the optimizer's job. PyTorch and its like find the way back by themselves for
 whatever was computed on the way there, which is called **automatic
 differentiation**. Here it is written out, layer by layer, so that you see it.

 ## 1.6 The computation graph

 Draw a formula as a **computation graph**: numbers travel along the edges,
 nodes combine them. Forward, from left to right, every node computes its
 output. Backward, every node takes the gradient of the loss with respect to its
 *output* and makes of it those with respect to its *inputs*. Here is
 $z = (a + b) \cdot c$ at $a = 2$, $b = 3$, $c = 4$:
*/
place(graphFigure())
/*:
 The gradient with respect to $z$ itself is 1. The *multiply* node passes it on
 times *the other* input, since $x \cdot y$ grows by $y$ for each 1 that is
 added to $x$: 4 to the plus node, 5 to $c$. The *add* node passes what it gets
 to both sides unchanged. These are the two nodes, as the library has them:
*/
list("AddNode", comment: false)
list("MultiplyNode", comment: false)
/*:
 And this is the graph above, forward and backward:
*/
var (add, multiply) = (AddNode(), MultiplyNode())
let sum = add.forward([2], [3])
let z = multiply.forward(sum, [4])
let (dSum, dc) = multiply.backward([1])
let (da, db) = add.backward(dSum)
show(z, da, db, dc)
/*:
 When one value is used twice, it *branches*. It then reaches the loss along two
 paths, and the gradients that come back from both are added. A bias is such a
 value: one row is used by all $N$ rows of a batch. That is the *repeat* node, a
 branch of $N$ ways, so its backward pass sums over the $N$ rows:
*/
list("BranchNode", comment: false)
list("RepeatNode", comment: false)
show(RepeatNode(3).forward([[1, 2]]))
show(RepeatNode(3).backward([[1, 10], [2, 20], [3, 30]]))
/*:
 The *sum* node is its mirror. It adds $N$ rows up, so each row's gradient is
 that of the sum, repeated:
*/
list("SumNode", comment: false)
/*:
 The last one is the matrix product, $Z = XW$. $X_{ik}$ reaches every $Z_{ij}$
 of its row with the weight $W_{kj}$, so its gradient is the sum over these
 paths, and so is that of $W_{kj}$, which every row $i$ uses with the factor
 $X_{ik}$:

 $$dX_{ik} = \sum_j dZ_{ij} W_{kj} \qquad dW_{kj} = \sum_i X_{ik} \, dZ_{ij}$$

 Both are matrix products again, $dX = dZ \, W^\top$ and $dW = X^\top dZ$, where
 $W^\top$ is the transpose of $W$. The shapes help you remember: $dZ$ is
 $(N, H)$, $W^\top$ is $(H, D)$, and $dX$ must be $(N, D)$, like $X$.
 (`transposed: .right` multiplies by the transpose of the second matrix without
 making it.)
*/
list("MatMulNode", comment: false)
var product = MatMulNode()
show(product.forward([[1, 2]], [[1, 0, -1], [2, 1, 0]]))
let (dX, dW) = product.backward([[1, 10, 100]])
show(dX)
show(dW)
/*:
 Check the numbers by hand: the first of $dX$ is
 $1 \cdot 1 + 10 \cdot 0 + 100 \cdot (-1)$. All six nodes in one picture:
*/
place(nodesFigure())
/*:
 An activation is a seventh: $dx = f'(x) \odot dz$, where $\odot$ multiplies
 element by element. Nearly everything in this book is made of these seven.

 Are the backward passes right? Each must agree with the measured gradient, and
 this **gradient check** is how you find a mistake in one of your own. A node
 isn't a loss, but any gradient $dz$ can be sent back through it if the loss is
 $L = \sum z \odot dz$, whose gradient with respect to $z$ is just $dz$. How far
 two gradients are apart is told as a share of their length:
*/
func gap(_ a: Tensor, _ b: Tensor) -> Float {
  (a - b).norm() / (a.norm() + b.norm())
}
/*:
 Now all six, with random numbers for what goes in and for what comes back.
 First the two that work element by element:
*/
var draw = Random(seed: options.seed, stream: "gradient checks")
let p = Tensor.normal([3, 4], random: &draw)
let q = Tensor.normal([3, 4], random: &draw)
let dz = Tensor.normal([3, 4], random: &draw)
_ = multiply.forward(p, q)
let (dp, dq) = multiply.backward(dz)
var gaps = [
  gap(add.backward(dz).dx, measuredGradient(p) { (($0 + q) * dz).sum() }),
  gap(dp, measuredGradient(p) { ($0 * q * dz).sum() }),
  gap(dq, measuredGradient(q) { (p * $0 * dz).sum() }),
]
/*:
 Then those that branch and sum. A branch has two outputs, so its loss has two
 parts, with gradients $dz$ and $q$:
*/
let row = p.rows(0..<1)
let copies = RepeatNode(3)
var total = SumNode()
_ = total.forward(p)
gaps += [
  gap(
    BranchNode().backward(dz, q),
    measuredGradient(p) { ($0 * dz).sum() + ($0 * q).sum() }),
  gap(
    copies.backward(dz),
    measuredGradient(row) { (copies.forward($0) * dz).sum() }),
  gap(
    total.backward(row),
    measuredGradient(p) { (total.forward($0) * row).sum() }),
]
/*:
 And the matrix product, (3, 4) · (4, 2):
*/
let right = Tensor.normal([4, 2], random: &draw)
let dZ = Tensor.normal([3, 2], random: &draw)
_ = product.forward(p, right)
let (dLeft, dRight) = product.backward(dZ)
gaps += [
  gap(dLeft, measuredGradient(p) { (matmul($0, right) * dZ).sum() }),
  gap(dRight, measuredGradient(right) { (matmul(p, $0) * dZ).sum() }),
]
show(gaps.max()!)
claim(
  "all six nodes send back what is measured, to 1 in 1,000",
  gaps.allSatisfy { $0 < 1e-3 })
/*:
 Why the step of 0.01, and why 1 in 1,000? In `Float` that step is near the
 lowest point of figure 1.4; in `Double`, with 53 binary digits, $10^{-5}$ would
 be. What is left is rounding, some parts in 100,000. A wrong backward pass is
 not near: a forgotten factor of 2 gives a gap of 1/3.

 *Predict, then run.* In $z = (a + b)(b + c)$, with $a = 2$, $b = 3$, $c = 4$,
 what are $da$, $db$ and $dc$? Draw the graph and send the numbers through it
 both ways. Why does $b$ need a branch?

 <details>
 <summary>Answer</summary>

 Forward, $a + b = 5$ and $b + c = 7$, and $z = 35$. Backward, the multiply node
 sends 7 to the left sum and 5 to the right one, and the add nodes pass them on.
 So $da = 7$ and $dc = 5$. $b$ goes into both sums, which is a branch, and what
 comes back is added: $db = 7 + 5 = 12$.

 </details>
*/
//#-hidden-code
let inFork = (left: add.forward([2], [3]), right: add.forward([3], [4]))
let outOfFork = multiply.forward(inFork.left, inFork.right)
let (dForkLeft, dForkRight) = multiply.backward([1])
let dFork = BranchNode().backward(dForkLeft, dForkRight)
claim(
  "the gradients of (a + b)(b + c) are 7, 12 and 5", isShown: false,
  outOfFork.item == 35 && dForkLeft.item == 7 && dForkRight.item == 5
    && dFork.item == 12)
//#-end-hidden-code
/*:
 You can now send gradients back through any formula made of these nodes, and
 test whether you did it right.

 ## 1.7 Layers and losses, forward and backward

 A node is too small a brick to build with. A layer groups nodes with the
 parameters they use, and has the same two methods. `forward` remembers what
 `backward` will need; `backward` takes `dy`, the gradient with respect to the
 layer's output, and returns `dx`, the one with respect to its input, for the
 layer below:
*/
protocol PlainLayer {
  /// x → y.
  mutating func forward(_ x: Tensor) -> Tensor
  /// dy → dx.
  mutating func backward(_ dy: Tensor) -> Tensor
}
/*:
 (A type whose name begins with *Plain* is this page's own.)

 *The affine layer.* The workhorse is the matrix product and the bias of section
 1.2, $y = xW + b$; a straight map with a shift is called **affine**, and the
 layer also *linear*, *dense* or *fully connected*. It has three gradients: by
 the weights, by the bias, which every row used, and by the input.

 $$dW = x^\top dy \qquad db = \sum_n dy_n \qquad dx = dy \, W^\top$$
*/
struct PlainAffine: PlainLayer {
  var W, b: Tensor  // (D, H) and (H)
  var dW = Tensor(0)
  var db = Tensor(0)
  var x = Tensor(0)

  init(_ W: Tensor, _ b: Tensor) { (self.W, self.b) = (W, b) }

  /// x (N, D) → y (N, H).
  mutating func forward(_ x: Tensor) -> Tensor {
    self.x = x
    return matmul(x, W) + b
  }

  /// dy (N, H) → dx (N, D).
  mutating func backward(_ dy: Tensor) -> Tensor {
    dW = matmul(x.transposed(), dy)  // (D, N) · (N, H)
    db = dy.sum(axis: 0)
    return matmul(dy, W.transposed())  // (N, H) · (H, D)
  }
}
/*:
 Activations have nothing to learn. With the derivatives of section 1.3 each is
 a few lines:
*/
struct PlainSigmoid: PlainLayer {
  var y = Tensor(0)

  mutating func forward(_ x: Tensor) -> Tensor {
    y = 1 / (1 + exp(-x))
    return y
  }
  func backward(_ dy: Tensor) -> Tensor { dy * y * (1 - y) }
}

struct PlainTanh: PlainLayer {
  var y = Tensor(0)

  mutating func forward(_ x: Tensor) -> Tensor {
    y = (exp(x) - exp(-x)) / (exp(x) + exp(-x))
    return y
  }
  func backward(_ dy: Tensor) -> Tensor { dy * (1 - y * y) }
}

struct PlainReLU: PlainLayer {
  var x = Tensor(0)

  mutating func forward(_ x: Tensor) -> Tensor {
    self.x = x
    return x.map { max($0, 0) }
  }
  func backward(_ dy: Tensor) -> Tensor { dy * x.map { $0 > 0 ? 1 : 0 } }
}
/*:
 (Beyond 88, $e^x$ overflows in our tanh. The library's doesn't; we use that one
 from here on.) The gradient check of section 1.6 works for every layer. As $dy$
 any gradient will do, and the layer's own output is at hand:
*/
/// How far the dx of `backward` is from the measured gradient.
func gap(of layer: any PlainLayer, _ x: Tensor) -> Float {
  var once = layer
  let dy = once.forward(x)
  let measured = measuredGradient(x) {
    var again = layer  // a copy, as it was
    return (again.forward($0) * dy).sum()
  }
  return gap(once.backward(dy), measured)
}
var affine = PlainAffine(right, [0.5, -0.5])
let points: Tensor = [[0.5, -1.5, 2, 0.1], [-0.7, 1.2, -0.3, 0.9]]
var layerGaps = [
  gap(of: affine, points), gap(of: PlainSigmoid(), points),
  gap(of: PlainTanh(), points), gap(of: PlainReLU(), points),
]
/*:
 The affine layer's parameters pass it as well:
*/
let dy = affine.forward(points)
_ = affine.backward(dy)
func loss(_ W: Tensor, _ b: Tensor) -> Float {
  ((matmul(points, W) + b) * dy).sum()
}
layerGaps += [
  gap(affine.dW, measuredGradient(affine.W) { loss($0, affine.b) }),
  gap(affine.db, measuredGradient(affine.b) { loss(affine.W, $0) }),
]
show(layerGaps.max()!)
/*:
 *Softmax with cross entropy.* The two are made for each other. Insert one into
 the other and the logarithm meets the exponential:

 $$\log p_i = y_i - \log \sum_j e^{y_j}$$

 The derivative of the last term with respect to $y_k$ is
 $e^{y_k} / \sum_j e^{y_j}$, which is $p_k$ again. So, for the right class $r$,
 the loss $L = -\log p_r$ has

 $$\frac{\partial L}{\partial y_k} = -\frac{\partial y_r}{\partial y_k} + p_k = p_k - t_k$$

 with $t_k = 1$ for $k = r$ and 0 for the others: what the network said minus
 what it should have said. In a batch the mean divides it by $N$.
*/
/// Scores y (N, C) and right classes t → the mean loss, and dy (N, C).
func softmaxCrossEntropy(_ y: Tensor, _ t: [Int]) -> (loss: Float, dy: Tensor) {
  let p = softmax(y)
  var dy = p
  for i in t.indices { dy[i, t[i]] -= 1 }
  return (crossEntropy(p, t), dy / Float(t.count))
}
show(softmax(scores))
show(softmaxCrossEntropy(scores, [1]).dy)
/*:
 The first class got too much and is pushed down, and so is the third; the
 second, the right one, is pulled up.

 *Squared error.* $L$ is the mean of $(y - t)^2$ over all $n$ numbers, so
 $dy = 2 (y - t) / n$:
*/
/// Outputs y and targets t of one shape → the mean loss, and dy.
func squaredError(_ y: Tensor, _ t: Tensor) -> (loss: Float, dy: Tensor) {
  let difference = y - t
  return ((difference * difference).mean(), 2 * difference / Float(y.count))
}
/*:
 *Binary cross entropy.* Chapter 4 will put many yes-or-no questions to a
 network in place of one question with many answers; this is their loss. Two
 facts about $p = \sigma(y)$ give all we need: *no* is the mirror of *yes*,
 $1 - \sigma(y) = \sigma(-y)$, and $-\log \sigma(y) = \log(1 + e^{-y})$. So

 $$L = t \log(1 + e^{-y}) + (1 - t) \log(1 + e^{y}) = \log(1 + e^{y}) - t y$$

 where the second step uses $\log(1 + e^{-y}) = \log(1 + e^{y}) - y$. Its
 derivative is a form we know:

 $$\frac{\partial L}{\partial y} = \frac{e^{y}}{1 + e^{y}} - t = \sigma(y) - t = p - t$$

 One thing is left to care for: $e^{y}$ overflows for a large $y$. Since
 $\log(1 + e^{y}) = \max(y, 0) + \log(1 + e^{-|y|})$ it need not:
*/
/// Scores y and answers t, 1 or 0, of one shape → the mean loss, and dy.
func binaryCrossEntropy(_ y: Tensor, _ t: Tensor) -> (loss: Float, dy: Tensor) {
  let losses =
    y.map { max($0, 0) } + log(1 + exp(y.map { -abs($0) })) - t * y
  return (losses.mean(), (sigmoid(y) - t) / Float(y.count))
}
let (cost, dCost) = binaryCrossEntropy([0, 3, -3], [1, 1, 1])
show(cost)
show(dCost)
show(binaryCrossEntropy([200], [0]).loss)
/*:
 Three times the answer was *yes*. A score of 0 is pulled up, a score of 3 is
 left nearly alone, and one of −3, sure and wrong, is pulled hardest, by almost
 a third, its whole share of the mean. Being as wrong as 200 costs 200, without
 overflow. All three losses pass the check:
*/
let classes = [2, 0, 1]
let wanted = Tensor.oneHot(classes, classes: 4)
let lossGaps = [
  gap(
    softmaxCrossEntropy(p, classes).dy,
    measuredGradient(p) { softmaxCrossEntropy($0, classes).loss }),
  gap(
    squaredError(p, wanted).dy,
    measuredGradient(p) { squaredError($0, wanted).loss }),
  gap(
    binaryCrossEntropy(p, wanted).dy,
    measuredGradient(p) { binaryCrossEntropy($0, wanted).loss }),
]
show(lossGaps.max()!)
claim(
  "the layers' and the losses' gradients agree with measured ones to 1 in 1,000",
  (layerGaps + lossGaps).allSatisfy { $0 < 1e-3 })
/*:
 *The library's.* Nearly every layer in this book keeps the contract above; the
 library calls it `Layer`:
*/
list("Layer")
/*:
 `mode` says whether we train or infer, which matters to dropout (section 1.11);
 left out, it is inference. A number to learn and its gradient live together in
 a `Parameter`, and `backward` *adds* to the gradient where our plain layer sets
 it. The reason is the branch node: a parameter may be used in several places,
 and the gradients of all of them add up. The price is that somebody has to call
 `zeroGradients()` between steps. Forget it, and each step also adds in all
 earlier gradients:
*/
let library = Affine(Parameter("W", affine.W), Parameter("b", affine.b))
_ = library.forward(points)
_ = library.backward(dy)
let once = library.weight.gradient
_ = library.backward(dy)
show(library.weight.gradient.norm() / once.norm())
claim(
  "a second backward pass without zeroGradients doubles the gradient",
  isShown: false,
  (library.weight.gradient - 2 * once).norm() < 1e-5 * once.norm())
/*:
 Otherwise the two are the same. So are the activations, `Sigmoid`, `Tanh` and
 `ReLU`, and the losses, which are objects with the same two methods:
*/
let choice = SoftmaxWithLoss()
show(choice.forward(scores, [1]), softmaxCrossEntropy(scores, [1]).loss)
show(choice.backward())
//#-hidden-code
var pairs: [(Tensor, Tensor)] = [(affine.dW, once)]
let layers: [(any PlainLayer, any Layer)] = [
  (affine, library), (PlainSigmoid(), Sigmoid()), (PlainTanh(), Tanh()),
  (PlainReLU(), ReLU()),
]
for (plain, layer) in layers {
  var plain = plain
  let y = plain.forward(points)
  pairs.append((y, layer.forward(points)))
  pairs.append((plain.backward(y), layer.backward(y)))
}
let (error, yesNo) = (SquaredError(), SigmoidWithLoss())
let lossPairs = [
  (softmaxCrossEntropy(p, classes).loss, choice.forward(p, classes)),
  (squaredError(p, wanted).loss, error.forward(p, wanted)),
  (binaryCrossEntropy(p, wanted).loss, yesNo.forward(p, wanted)),
]
pairs += [
  (softmaxCrossEntropy(p, classes).dy, choice.backward()),
  (squaredError(p, wanted).dy, error.backward()),
  (binaryCrossEntropy(p, wanted).dy, yesNo.backward()),
]
//#-end-hidden-code
claim(
  "plain and library, layers and losses, agree to 1 in a million",
  pairs.allSatisfy { gap($0.0, $0.1) < 1e-6 }
    && lossPairs.allSatisfy { abs($0.0 - $0.1) < 1e-6 * $0.1 })
/*:
 You can now write a layer or a loss with its backward pass, and derive the
 gradient that all classifiers of this book begin with: $p - t$.
*/
exercise("1.2")
exercise("1.3")
exercise("1.4")
/*:
 ## 1.8 Optimizers

 An **optimizer** takes the gradients and moves the parameters. The simplest
 one, **stochastic gradient descent** or SGD, takes a step against the gradient
 $g$ of a small random batch; the **learning rate** $\eta$ scales it:

 $$W \leftarrow W - \eta g$$

 In code, a rule is something that moves weights `w` by their gradient `g`:
*/
typealias Rule = (_ w: inout Tensor, _ g: Tensor) -> Void

func sgd(η: Float) -> Rule {
  { w, g in w -= η * g }
}
/*:
 Its weakness shows in a valley that is long one way and narrow the other, such
 as $f(x, y) = \frac{1}{20}x^2 + y^2$: the gradient $(x/10, 2y)$ points across
 the valley, not along it. All its rivals remember something from step to step.
 **Momentum** (Polyak 1964) rolls like a ball with the **velocity** $v$, of
 which a share $\mu$ is kept:

 $$v \leftarrow \mu v + g \qquad W \leftarrow W - \eta v$$
*/
func momentum(η: Float, μ: Float = 0.9) -> Rule {
  var v = Tensor(0)
  return { w, g in
    v = μ * v + g
    w -= η * v
  }
}
/*:
 `v` begins as a single zero, which broadcasting stretches to the shape of `g`,
 and lives on between the calls of the rule. So each tensor of weights needs a
 rule of its own.

 **Nesterov momentum** (1983) looks one step ahead: it adds to the gradient the
 share of $v$ that the next step will keep.

 $$v \leftarrow \mu v + g \qquad W \leftarrow W - \eta (g + \mu v)$$
*/
func nesterov(η: Float, μ: Float = 0.9) -> Rule {
  var v = Tensor(0)
  return { w, g in
    v = μ * v + g
    w -= η * (g + μ * v)
  }
}
/*:
 **AdaGrad** (Duchi et al. 2011) gives each number a step of its own, smaller
 where gradients have been large; $s$ sums their squares. The tiny $\varepsilon$
 only keeps the first division from being one by zero.

 $$s \leftarrow s + g^2 \qquad W \leftarrow W - \eta \, \frac{g}{\sqrt{s} + \varepsilon}$$
*/
func adaGrad(η: Float, ε: Float = 1e-10) -> Rule {
  var s = Tensor(0)
  return { w, g in
    s = s + g * g
    w -= η * g / (sqrt(s) + ε)
  }
}
/*:
 AdaGrad's steps only ever shrink. **RMSprop** (Tieleman and Hinton 2012) lets
 $s$ forget: it is a running mean of the squares, in which a share $\rho$ of the
 old stays.

 $$s \leftarrow \rho s + (1 - \rho) g^2 \qquad W \leftarrow W - \eta \, \frac{g}{\sqrt{s} + \varepsilon}$$
*/
func rmsProp(η: Float, ρ: Float = 0.99, ε: Float = 1e-8) -> Rule {
  var s = Tensor(0)
  return { w, g in
    s = ρ * s + (1 - ρ) * g * g
    w -= η * g / (sqrt(s) + ε)
  }
}
/*:
 **Adam** (Kingma and Ba 2015) is momentum and RMSprop together: a running mean
 $m$ of the gradients, divided by the root of a running mean $s$ of their
 squares.

 $$m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad s \leftarrow \beta_2 s + (1 - \beta_2) g^2$$

 Both begin at zero, and a running mean that began at zero is too small: after
 $t$ steps the weights of all the gradients in it sum to $1 - \beta^t$ only.
 Dividing by that is Adam's **bias correction**:

 $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat s = \frac{s}{1 - \beta_2^t} \qquad W \leftarrow W - \eta \, \frac{\hat m}{\sqrt{\hat s} + \varepsilon}$$

 In the first step $\hat m = g$ and $\hat s = g^2$, so every number moves by
 $\eta$, however large its gradient is. (Papers write $v$ for $s$; here $v$ is
 the velocity.)
*/
func adam(
  η: Float, β1: Float = 0.9, β2: Float = 0.999, ε: Float = 1e-8
) -> Rule {
  var (m, s) = (Tensor(0), Tensor(0))
  var (power1, power2) = (Float(1), Float(1))  // β1ᵗ and β2ᵗ
  return { w, g in
    m = β1 * m + (1 - β1) * g
    s = β2 * s + (1 - β2) * g * g
    power1 *= β1
    power2 *= β2
    w -= η * (m / (1 - power1)) / (sqrt(s / (1 - power2)) + ε)
  }
}
/*:
 **AdamW** (Loshchilov and Hutter 2019) is Adam with **weight decay**: each step
 also takes a share $\eta \lambda$ of the weights away, which keeps them small
 (section 1.11 says what for).

 $$W \leftarrow W - \eta \lambda W, \quad \text{then as Adam}$$
*/
func adamW(η: Float, λ: Float) -> Rule {
  let step = adam(η: η)
  return { w, g in
    w -= η * λ * w
    step(&w, g)
  }
}
/*:
 Now let them loose in the valley, from (−7, 2), for 30 steps:
*/
func valley(_ x: Float, _ y: Float) -> Float { x * x / 20 + y * y }

/// The path of a rule through the valley: x and y of each place.
func path(_ rule: Rule, steps: Int = 30) -> (x: [Float], y: [Float]) {
  var place: Tensor = [-7, 2]
  var path: (x: [Float], y: [Float]) = ([-7], [2])
  for _ in 0..<steps {
    rule(&place, place * [0.1, 2])  // the gradient: (x / 10, 2y)
    path.x.append(place[0])
    path.y.append(place[1])
  }
  return path
}
let racers: [(name: String, rule: Rule)] = [
  ("SGD, η = 0.95", sgd(η: 0.95)),
  ("Momentum, η = 0.1", momentum(η: 0.1)),
  ("Nesterov, η = 0.1", nesterov(η: 0.1)),
  ("AdaGrad, η = 1.5", adaGrad(η: 1.5)),
  ("RMSprop, η = 0.14", rmsProp(η: 0.14)),
  ("Adam, η = 0.3", adam(η: 0.3)),
]
let paths = racers.map { path($0.rule) }
//#-hidden-code
let crossed = paths.map(crossings)
//#-end-hidden-code
place(optimizersFigure(racers.map { $0.name }, paths: paths))
claim(
  "SGD crosses the valley at every step, the others at fewer than half of theirs",
  crossed[0] == 30 && crossed.dropFirst().allSatisfy { $0 < 15 })
name("momentum_crossings", crossed[1])
name("adam_crossings", crossed[5])
/*:
 SGD spends its strength jumping from wall to wall; a smaller rate would calm
 it, and then it would crawl along the floor. The others turn into the valley:
 momentum crosses it {{momentum_crossings}} times, Adam {{adam_crossings}}
 times. Don't take the picture for a ranking, though. It is one surface, one
 start and one rate each.

 The library's optimizers do the same for all parameters of a network at once.
 Made into rules, they must take the same paths:
*/
func rule(_ optimizer: any Optimizer) -> Rule {
  let parameter = Parameter("w", [[0, 0]])
  return { w, g in
    parameter.value = w.reshaped(1, 2)
    parameter.gradient = g.reshaped(1, 2)
    optimizer.update([parameter])
    w = parameter.value.reshaped(2)
  }
}
let twins: [(Rule, any Optimizer)] = [
  (sgd(η: 0.95), SGD(rate: 0.95)),
  (momentum(η: 0.1), Momentum(rate: 0.1)),
  (nesterov(η: 0.1), Nesterov(rate: 0.1)),
  (adaGrad(η: 1.5), AdaGrad(rate: 1.5)),
  (rmsProp(η: 0.14), RMSprop(rate: 0.14)),
  (adam(η: 0.3), Adam(rate: 0.3)),
  (adamW(η: 0.3, λ: 0.1), AdamW(rate: 0.3, decay: 0.1)),
]
let distances = twins.map { plain, library -> Float in
  let (a, b) = (path(plain), path(rule(library)))
  return zip(a.x + a.y, b.x + b.y).map { abs($0 - $1) }.max()!
}
show(distances)
claim(
  "plain and library take the same path: five to the bit, Adam and AdamW to 1e-5",
  distances.prefix(5).allSatisfy { $0 == 0 }
    && distances.allSatisfy { $0 < 1e-5 })
/*:
 *Predict, then run.* SGD at η = 0.95 jumps across the valley and still comes
 down. What does it do at 1.05? Write down how a step changes $y$ before you
 try.

 <details>
 <summary>Answer</summary>

 $y \leftarrow y - \eta \cdot 2y = (1 - 2\eta) y$. At 0.95 the factor is −0.9:
 the ball changes sides and comes a tenth nearer each time. At 1.05 it is −1.1,
 and after 30 steps the ball is {{escape}} away from the floor, where it began 2
 away. Up to $\eta = 1$ all is well, beyond it the loss leaps higher and higher.
 That is what too high a rate looks like in any network.

 </details>
*/
//#-hidden-code
let escape = abs(path(sgd(η: 1.05)).y.last!)
name("escape", escape, decimals: 0)
claim("beyond a rate of 1, SGD leaves the valley", isShown: false, escape > 30)
//#-end-hidden-code
/*:
 You can now write seven optimizers, each in two to five lines.
*/
exercise("1.5")
/*:
 ## 1.9 How to begin

 Training has to start somewhere. Why not with every weight at zero? Let us look
 at four hidden neurons that learn whether two numbers have the same sign. Here
 are a network of two layers, put together from the pieces of section 1.7, and
 100 steps of SGD. Forward goes through the layers in order, backward in the
 opposite order, and each layer hands its dx to the one below as its dy:
*/
let numbers = Tensor.normal([30, 2], random: &draw)
let signs = (0..<30).map { numbers[$0, 0] * numbers[$0, 1] > 0 ? 1 : 0 }

/// The first layer's weights after 100 steps, begun with W1 and W2.
func trained(from W1: Tensor, _ W2: Tensor) -> Tensor {
  var lower = PlainAffine(W1, .zeros(4))
  var middle = PlainTanh()
  var upper = PlainAffine(W2, .zeros(2))
  for _ in 0..<100 {
    let y = upper.forward(middle.forward(lower.forward(numbers)))
    let (_, dy) = softmaxCrossEntropy(y, signs)
    _ = lower.backward(middle.backward(upper.backward(dy)))
    lower.W -= 0.5 * lower.dW
    lower.b -= 0.5 * lower.db
    upper.W -= 0.5 * upper.dW
    upper.b -= 0.5 * upper.db
  }
  return lower.W
}
/*:
 Once from weights that are all equal, once from random ones. A neuron's weights
 are a column:
*/
let fromEqual = trained(from: .full([2, 4], 0.1), .full([4, 2], 0.1))
let fromRandom = trained(
  from: Tensor.normal([2, 4], random: &draw),
  Tensor.normal([4, 2], random: &draw))
show(fromEqual)
show(fromRandom)
claim(
  "neurons that start equal are still equal after 100 steps",
  spread(fromEqual) < 1e-5 && spread(fromRandom) > 0.1)
claim(
  "from zero, the first layer doesn't move in 100 steps", isShown: false,
  trained(from: .zeros(2, 4), .zeros(4, 2)).norm() == 0)
/*:
 Equal neurons receive equal gradients and stay equal forever: a hundred of them
 with the power of one. (Started at exactly zero, the weights would not move at
 all. The gradient of the first layer's is multiplied by the second layer's
 weights, which are zero. The gradient of the second layer's is multiplied by
 what the first puts out, and that is tanh(0) = 0.) Biases
 may start at zero. Weights must differ.

 By how much? Take a layer's $D$ inputs as independent, with mean 0 and variance
 one. The variance of a sum of $D$ independent terms is $D$ times that of one,
 so a neuron's sum has the variance $D \cdot \mathrm{Var}(W)$, and for a signal
 to leave a layer as strong as it came, $\mathrm{Var}(W)$ must be $1/D$. The
 backward pass sums over the $H$ neurons instead, and asks for $1/H$.

 **Xavier initialization** (Glorot and Bengio 2010), for tanh, takes
 $2/(D + H)$, which is one over the mean of $D$ and $H$, or the *harmonic* mean
 of the two demands, $1/D$ and $1/H$. Evenly distributed between $-a$ and $a$ the variance is
 $a^2/3$, so $a = \sqrt{6/(D + H)}$:
*/
func xavier(_ D: Int, _ H: Int, random: inout Random) -> Tensor {
  let a = sqrt(6 / Float(D + H))
  return .uniform([D, H], in: -a..<a, random: &random)
}
/*:
 **He initialization** (He et al. 2015) is for ReLU, which throws half of the
 signal away. So it takes twice the variance, $2/D$, here of a normal
 distribution:
*/
func he(_ D: Int, _ H: Int, random: inout Random) -> Tensor {
  .normal([D, H], deviation: sqrt(2 / Float(D)), random: &random)
}
/*:
 Here is a signal on its way through five layers of 100 neurons, under five
 starts:
*/
func relu(_ x: Tensor) -> Tensor { x.map { max($0, 0) } }

typealias Start = (Int, Int, inout Random) -> Tensor
let wide: Start = { .normal([$0, $1], deviation: 1, random: &$2) }
let narrow: Start = { .normal([$0, $1], deviation: 0.01, random: &$2) }
let starts: [(name: String, weights: Start, f: (Tensor) -> Tensor)] = [
  ("standard deviation 1", wide, tanh),
  ("standard deviation 0.01", narrow, tanh),
  ("Xavier", xavier, tanh),
  ("Xavier, with ReLU", xavier, relu),
  ("He, with ReLU", he, relu),
]
let depths = starts.map { start in
  var random = Random(seed: options.seed, stream: "five layers")
  var signal = Tensor.normal([500, 100], random: &random)
  return (0..<5).map { _ in
    signal = start.f(matmul(signal, start.weights(100, 100, &random)))
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
  isShown: false,
  saturation(depths[0][4]) > 0.5)
claim(
  "from standard deviation 0.01, the signal all but vanishes", isShown: false,
  deviations[1][4] < 1e-3)
claim("from Xavier's, it arrives", isShown: false, deviations[2][4] > 0.2)
claim(
  "through five layers of ReLUs, He's start brings more than twice as much as Xavier's",
  deviations[4][4] > 2 * deviations[3][4])
/*:
 Too wide a start presses most tanhs against −1 and 1, where the derivative is
 almost zero and little can be learned; the neurons are **saturated**. Too
 narrow a start, and the signal fades from layer to layer. In between, it
 arrives.

 You can now begin a training so that it gets anywhere.

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
 `Examples` are inputs `x` with their targets `t`. First a baseline: a single
 affine layer with a softmax, which the field calls **logistic regression**
 (with more than two classes, *multinomial*), can only draw straight borders.
 How many points does it get right?
*/
/// The share of rows whose largest score is at the right class.
func accuracy(_ y: Tensor, _ t: [Int]) -> Float {
  let guesses = y.argmax()
  return Float(zip(guesses, t).count { $0 == $1 }) / Float(t.count)
}
var weightRandom = Random(seed: options.seed, stream: "straight borders")
var straight = PlainAffine(xavier(2, 3, random: &weightRandom), .zeros(3))
for _ in 0..<1000 {
  let y = straight.forward(training.x)
  _ = straight.backward(softmaxCrossEntropy(y, training.t).dy)
  straight.W -= 0.5 * straight.dW
  straight.b -= 0.5 * straight.db
}
let straightScores = straight.forward(heldOut.x)
show(accuracy(straightScores, heldOut.t))
/*:
 Better than guessing, and not by much: a straight border can't follow a curved
 arm. Now the network, with a hidden layer of ten neurons between. $a$ is what
 the tanh gets, and $h = \tanh(a)$ what it gives:
*/
place(twoLayerFigure())
/*:
 Here is the whole of it: how it begins, what it answers, and the gradients of
 its four tensors, forward and backward written out without layers, one line for
 each arrow of the picture.
*/
struct TwoLayerNet {
  var W1, b1, W2, b2: Tensor

  init(D: Int, H: Int, C: Int, random: inout Random) {
    (W1, b1) = (xavier(D, H, random: &random), .zeros(H))
    (W2, b2) = (xavier(H, C, random: &random), .zeros(C))
  }

  /// x (N, D) → scores y (N, C).
  func scores(_ x: Tensor) -> Tensor {
    matmul(tanh(matmul(x, W1) + b1), W2) + b2
  }

  /// Examples x (N, D) with classes t → the mean loss and its gradients.
  func gradients(_ x: Tensor, _ t: [Int]) -> (
    loss: Float, dW1: Tensor, db1: Tensor, dW2: Tensor, db2: Tensor
  ) {
    let h = tanh(matmul(x, W1) + b1)  // (N, H)
    let y = matmul(h, W2) + b2  // (N, C)
    let (loss, dy) = softmaxCrossEntropy(y, t)  // (N, C)

    let dW2 = matmul(h.transposed(), dy)  // (H, N) · (N, C)
    let db2 = dy.sum(axis: 0)
    let dh = matmul(dy, W2.transposed())  // (N, C) · (C, H)
    let da = dh * (1 - h * h)
    let dW1 = matmul(x.transposed(), da)  // (D, N) · (N, H)
    let db1 = da.sum(axis: 0)
    return (loss, dW1, db1, dW2, db2)
  }
}
/*:
 The check, for all four, on ten of the points:
*/
let spiralWeights = Random(seed: options.seed, stream: "spiral weights")
var weights = spiralWeights
var plainNet = TwoLayerNet(D: 2, H: 10, C: 3, random: &weights)

/// How far each gradient of `net` is from the measured one.
func gaps(of net: TwoLayerNet, _ x: Tensor, _ t: [Int]) -> [Float] {
  let g = net.gradients(x, t)
  func measured(_ tensor: WritableKeyPath<TwoLayerNet, Tensor>) -> Tensor {
    measuredGradient(net[keyPath: tensor]) {
      var changed = net
      changed[keyPath: tensor] = $0
      return changed.gradients(x, t).loss
    }
  }
  return [
    gap(g.dW1, measured(\.W1)), gap(g.db1, measured(\.b1)),
    gap(g.dW2, measured(\.W2)), gap(g.db2, measured(\.b2)),
  ]
}
let few = training.batch(Array(0..<10))
let netGaps = gaps(of: plainNet, few.x, few.t)
show(netGaps)
claim(
  "the gradients of the whole network agree with measured ones to 1 in 1,000",
  netGaps.allSatisfy { $0 < 1e-3 })
/*:
 And this is the whole of training: shuffle the examples, take a batch, find the
 gradients, step. One pass over all examples is an **epoch**. Each of the four
 tensors has a rule of its own.
*/
/// Trains by batches of 30, and returns the loss of each.
func train(
  _ net: inout TwoLayerNet, on data: Examples<[Int]>, epochs: Int,
  by rules: [Rule]
) -> [Float] {
  let shuffling = Random(seed: options.seed, stream: "spiral batches")
  var losses: [Float] = []
  for epoch in 0..<epochs {
    var random = shuffling.stream(epoch)
    let order = random.permutation(data.count)
    for first in stride(from: 0, to: data.count, by: 30) {
      let batch = data.batch(Array(order[first..<min(first + 30, data.count)]))
      let g = net.gradients(batch.x, batch.t)
      rules[0](&net.W1, g.dW1)
      rules[1](&net.b1, g.db1)
      rules[2](&net.W2, g.dW2)
      rules[3](&net.b2, g.db2)
      losses.append(g.loss)
    }
  }
  return losses
}
let epochs = options.quick ? 30 : 300
let plainLosses = train(
  &plainNet, on: training, epochs: epochs, by: (0..<4).map { _ in sgd(η: 1) })
let plainAccuracy = accuracy(plainNet.scores(heldOut.x), heldOut.t)
show(accuracy(plainNet.scores(training.x), training.t), plainAccuracy)
//#-hidden-code
name(
  "straight_accuracy", 100 * accuracy(straightScores, heldOut.t), decimals: 1)
claim(
  "straight borders do better than guessing, and get fewer than 6 in 10 right",
  isShown: false,
  (0.38..<0.6).contains(accuracy(straightScores, heldOut.t)))
//#-end-hidden-code
claim(
  "with a hidden layer of ten neurons, more than 95 in 100 are right",
  plainAccuracy > 0.95)
/*:
 Every model of this book is trained so. What stands between $x$ and $y$ will
 change; the loop stays. With Adam in place of SGD only one line is another:
*/
weights = spiralWeights
var adamNet = TwoLayerNet(D: 2, H: 10, C: 3, random: &weights)
_ = train(
  &adamNet, on: training, epochs: epochs, by: (0..<4).map { _ in adam(η: 0.02) }
)
show(accuracy(adamNet.scores(heldOut.x), heldOut.t))
/*:
 The library has the same in larger pieces. A `Sequential` is layers in a row, a
 `Network` puts a loss on top, and a `Trainer` runs the loop: it shuffles, cuts
 batches, and keeps the history. From the same random numbers it begins with the
 same weights and takes the same batches.
*/
weights = spiralWeights
let net = Sequential(
  Affine(inputs: 2, outputs: 10, random: &weights), Tanh(),
  Affine(inputs: 10, outputs: 3, random: &weights))
let trainer = Trainer(
  Network(net, loss: SoftmaxWithLoss()), optimizer: SGD(rate: 1), batchSize: 30,
  random: Random(seed: options.seed, stream: "spiral batches"))
var losses: [Float] = []
trainer.onStep = { losses.append($0.score.loss) }
try trainer.train(on: training, validation: heldOut, epochs: epochs)
let differences = zip(plainLosses, losses).map { abs($0 - $1) }
show(losses.count, differences.max()!)
claim(
  "the losses of all batches, by plain code and by the library, differ by less than 1e-5",
  losses.count == plainLosses.count && differences.max()! < 1e-5)
name("spiral_parameters", net.parameterCount)
name("spiral_accuracy", 100 * plainAccuracy, decimals: 1)
name(
  "spiral_training",
  100 * accuracy(plainNet.scores(training.x), training.t), decimals: 1)
place(
  spiralLossFigure(
    trainer.history, knowingNothing: clueless,
    straightBorders: softmaxCrossEntropy(straightScores, heldOut.t).loss))
place(spiralRegionsFigure(net, heldOut))
/*:
 From {{straight_accuracy}}% to {{spiral_accuracy}}% on points it never saw (and
 {{spiral_training}}% on those it trained on), with {{spiral_parameters}}
 numbers: ten neurons draw ten soft lines, and the second layer mixes them into
 a border that winds.

 *Predict, then run.* Take the tanh out of `TwoLayerNet`, in `scores` and in
 `gradients`. What will the accuracy be?

 <details>
 <summary>Answer</summary>

 Two affine layers are one (section 1.2), so the borders are straight again. The
 network ends at {{tanhless_accuracy}}%, where the single layer had
 {{straight_accuracy}}%. All its additional numbers buy nothing.

 </details>
*/
//#-hidden-code
let tanhless = Sequential(
  Affine(inputs: 2, outputs: 10, random: &weights),
  Affine(inputs: 10, outputs: 3, random: &weights))
let tanhlessTrainer = Trainer(
  Network(tanhless, loss: SoftmaxWithLoss()), optimizer: SGD(rate: 0.1),
  batchSize: 30, random: Random(seed: options.seed, stream: "spiral batches"))
try tanhlessTrainer.train(on: training, epochs: 100)
let tanhlessAccuracy = accuracy(tanhless.forward(heldOut.x), heldOut.t)
name("tanhless_accuracy", 100 * tanhlessAccuracy, decimals: 1)
claim(
  "without tanh, the borders are straight again", isShown: false,
  tanhlessAccuracy < 0.6)
//#-end-hidden-code
/*:
 You can now write a network that learns, and the loop that teaches it.
*/
exercise("1.6")
/*:
 ## 1.11 Over-fitting, and what helps

 Now the same spiral in fog: half the points, far more noise, and a network with
 {{wide_parameters}} numbers, to learn {{fog_points}} points with. Such a
 network can learn the points by heart, their noise included; that is called
 **over-fitting**. Three remedies are common.

 An **L2 penalty** adds $\frac{\lambda}{2}\sum w^2$ to the loss, so that large
 weights cost and borders stay smooth. Its gradient is $\lambda w$ (the check
 below is for $\lambda = 2$), so all it takes is one more term:

 $$g \leftarrow g + \lambda w$$
*/
func withPenalty(λ: Float, _ step: @escaping Rule) -> Rule {
  { w, g in step(&w, g + λ * w) }
}
show(gap(2 * right, measuredGradient(right) { ($0 * $0).sum() }))
/*:
 With plain SGD the step becomes $w \leftarrow (1 - \eta \lambda) w - \eta g$:
 the weights decay, and penalty and weight decay are two names of one thing.
 With Adam they aren't. Adam divides what the penalty adds by $\sqrt{\hat s}$,
 like everything else, and weights with large gradients hardly shrink. That is
 why AdamW (section 1.8) takes its share of the weights outside of that
 division.

 **Dropout** (Srivastava et al. 2014) silences in each training step every
 neuron with probability $p$, so that none can lean on another. The survivors
 are scaled up by $1/(1 - p)$, which keeps the mean of every sum; this is called
 *inverted* dropout, and it leaves nothing to do at inference, where all neurons
 are present. What was silenced gets no gradient:
*/
struct PlainDropout: PlainLayer {
  let p: Float
  var random: Random
  var mask = Tensor(0)

  /// In training: x (N, H) → y (N, H).
  mutating func forward(_ x: Tensor) -> Tensor {
    let draws = Tensor.uniform(x.shape, in: 0..<1, random: &random)
    mask = draws.map { $0 < p ? 0 : 1 / (1 - p) }
    return x * mask
  }

  func backward(_ dy: Tensor) -> Tensor { dy * mask }
}
var dropout = PlainDropout(p: 0.5, random: random.stream("dropout"))
show(dropout.forward(Tensor.ones(2, 8)))
show(gap(of: dropout, points))
//#-hidden-code
var sameDropout = PlainDropout(p: 0.3, random: random.stream("dropout"))
let libraryDropout = Dropout(0.3, random: random.stream("dropout"))
let gapOfDropout = gap(of: sameDropout, points)
let droppedPoints = libraryDropout.forward(points, mode: .training)
claim(
  "dropout passes the check, and is the library's, to the bit, both ways",
  isShown: false,
  gapOfDropout < 1e-3 && sameDropout.forward(points) == droppedPoints
    && sameDropout.backward(points) == libraryDropout.backward(points))
//#-end-hidden-code
/*:
 **Early stopping** watches the loss on held-out data during training, stops
 when it has not improved for a while, and goes back to the weights of its best
 moment:
*/
/// The epoch to go back to, once `patience` epochs brought nothing better.
func bestEpoch(_ losses: [Float], patience: Int) -> Int {
  var best = 0
  for epoch in losses.indices {
    if losses[epoch] < losses[best] { best = epoch }
    if epoch - best == patience { break }
  }
  return best
}
/*:
 But then the watched points have helped to choose, and can no longer judge the
 result honestly. That is why there are *three* sets: a **training set** to
 learn from, a **validation set** to choose by, and a **test set**, touched once
 at the end.
*/
var fogRandom = Random(seed: options.seed, stream: "fog")
let fog = spiral(50, noise: 0.7, random: &fogRandom)
let fogWatched = spiral(300, noise: 0.7, random: &fogRandom)
let fogJudge = spiral(300, noise: 0.7, random: &fogRandom)
/*:
 Two hidden layers of {{wide_neurons}} neurons each, with whatever remedy is
 asked for. The library's `Dropout`, penalty and patience are what stands above.
*/
/// Trains a wide network in the fog: the network, and how it went.
func trained(
  _ run: Int, dropout: Float = 0, penalty: Float = 0, patience: Int? = nil
) throws -> (net: Sequential, history: [Epoch]) {
  var random = Random(seed: options.seed, stream: "wide network").stream(run)
  let net = Sequential(
    Affine(inputs: 2, outputs: 60, weights: .he, random: &random), ReLU(),
    Dropout(dropout, random: random.stream("dropout 1")),
    Affine(inputs: 60, outputs: 60, weights: .he, random: &random), ReLU(),
    Dropout(dropout, random: random.stream("dropout 2")),
    Affine(inputs: 60, outputs: 3, random: &random))
  let trainer = Trainer(
    Network(net, loss: SoftmaxWithLoss()), optimizer: Adam(rate: 0.01),
    batchSize: 30, random: random.stream("batches"))
  trainer.penalties = [.l2(penalty)]
  trainer.patience = patience
  try trainer.train(
    on: fog, validation: fogWatched, epochs: options.quick ? 20 : 200)
  return (net, trainer.history)
}
/*:
 Left alone, with a penalty, with dropout, and stopped when 20 epochs in a row
 brought nothing new. Since much depends on how the weights begin, each is done
 {{runs}} times from other weights:
*/
let runs = Array(0..<3)
let alone = try runs.map { try trained($0) }
let decayed = try runs.map { try trained($0, penalty: 0.003) }
let dropped = try runs.map { try trained($0, dropout: 0.5) }
let stopped = try runs.map { try trained($0, patience: 20) }
name("runs", runs.count)
name("wide_neurons", 60)
name("wide_parameters", alone[0].net.parameterCount)
name("fog_points", fog.count)
name("fog_test", fogJudge.count)
place(
  overfittingFigure(
    alone: alone[0].history, decayed: decayed[0].history,
    dropped: dropped[0].history, stopped: stopped[0].history))
place(
  overfittingRegionsFigure(alone: alone[0].net, decayed: decayed[0].net, fog))
//#-hidden-code
let lossesAlone = alone.map { validationLosses($0.history) }
let verdicts = [
  ("left alone", alone), ("L2 penalty", decayed), ("dropout", dropped),
  ("early stopping", stopped),
].map { remedy, trained in
  Verdict(on: remedy, trained.map(\.net), training: fog, test: fogJudge)
}
//#-end-hidden-code
place(verdictsTable(verdicts))
claim(
  "left alone, the validation loss ends at least a third above its lowest point",
  isShown: false,
  lossesAlone.allSatisfy { $0.last! > 1.33 * $0.min()! })
claim(
  "the library stops where `bestEpoch` says", isShown: false,
  zip(stopped, lossesAlone).allSatisfy {
    $0.history.count == bestEpoch($1, patience: 20) + 21
  })
claim(
  "each of the three remedies lowers the test loss, in each of the runs",
  verdicts[1...].allSatisfy { verdict in
    zip(verdict.losses, verdicts[0].losses).allSatisfy { $0 < $1 }
  })
claim(
  "the mean test accuracies differ by less than 6 in 100",
  verdicts.map(\.testAccuracy).max()! - verdicts.map(\.testAccuracy).min()!
    < 0.06)
/*:
 Compare the accuracies with the losses. The accuracies are so close that
 {{fog_test}} points can hardly tell them apart, but the losses are not. Left
 alone, the network is not wrong much more often, it is wrong with more
 *confidence*, and that is what the loss charges for.

 Are more layers a remedy, or the illness? Neither follows. They add capacity,
 and what a network does with it depends on the data and on how it is trained.
 Networks large enough to learn even random labels by heart may generalize well
 (Zhang et al. 2017), and beyond the size where a network just fits its training
 data the held-out loss can fall once more as it grows (Belkin et al. 2019). So
 measure, on data that were held out.

 You can now tell learning from learning by heart, and do something about it.
*/
exercise("1.7")
/*:
 ## 1.12 Save and load

 A trained network is its parameters. They go into a file with a checksum, so
 that a damaged or foreign file is refused with a clear message rather than
 loaded as nonsense. To load them one needs a network of the same shape, which
 may begin anyhow:
*/
/// A trainer of a network that has learned nothing yet, always the same.
func freshTrainer() -> Trainer<Network<SoftmaxWithLoss>> {
  var random = Random(seed: options.seed, stream: "another start")
  let net = Sequential(
    Affine(inputs: 2, outputs: 10, random: &random), Tanh(),
    Affine(inputs: 10, outputs: 3, random: &random))
  return Trainer(
    Network(net, loss: SoftmaxWithLoss()), optimizer: Adam(), batchSize: 30,
    random: random)
}
let folder = FileManager.default.temporaryDirectory.path
let file = "\(folder)/\(UUID()).network"
//#-hidden-code
defer { try? FileManager.default.removeItem(atPath: file) }
//#-end-hidden-code
try trainer.model.save(to: file)
let copy = freshTrainer().model
try copy.load(from: file)
show(copy.predict(heldOut.x) == trainer.model.predict(heldOut.x))
//#-hidden-code
try flipBit(inFile: file)
let untouched = freshTrainer().model
let isRefused = (try? untouched.load(from: file)) == nil
//#-end-hidden-code
claim(
  "a network that was saved and loaded answers with the same bits",
  isShown: false,
  copy.predict(heldOut.x) == trainer.model.predict(heldOut.x))
claim(
  "a file with one flipped bit is refused, and the network stays as it was",
  isRefused
    && untouched.predict(heldOut.x)
      == freshTrainer().model.predict(heldOut.x)
)
/*:
 A `Trainer` can be saved the same way, even in the middle of an epoch. The
 optimizer's memory and the state of every random stream go along, so that a run
 that was stopped and resumed ends with the same bits as one that never stopped.
*/
let (whole, before, after) = (freshTrainer(), freshTrainer(), freshTrainer())
try whole.train(on: training, epochs: 6)

try before.train(on: training, epochs: 3)
try before.save(to: file)
try after.resume(from: file)
try after.train(on: training, epochs: 6)  // until six are done in all
show(after.model.predict(heldOut.x) == whole.model.predict(heldOut.x))
claim(
  "three epochs, a file, and three more end as six in one go, bit for bit",
  after.model.predict(heldOut.x) == whole.model.predict(heldOut.x))
/*:
 ## Summary

 - A layer is a matrix product, a bias and an activation; without the
   activation, depth is useless.
 - Softmax turns scores into probabilities, cross entropy prices them; knowing
   nothing costs $\log C$, and the gradient of the scores is $p - t$.
 - Back-propagation is the chain rule on a graph: each node makes of its
   output's gradient those of its inputs, and where paths meet, gradients add
   up. A central difference tells whether you did it right.
 - The optimizer uses the gradients. Momentum keeps a running sum of them, Adam
   divides a running mean by the root of a running mean of their squares.
 - Weights must start different and of the right size: Xavier for tanh, He for
   ReLU.
 - Judge on held-out data. Where its loss turns upward, stop, penalize, drop
   out, or find more data.

 Close the page now and write it: the layer, the loss, the network of two
 layers, its training loop, Adam. What you have to look up is what to read
 again.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | the loss is `nan` | the learning rate is too high; or a logarithm of zero: use `SoftmaxWithLoss`, which never takes one |
 | the first loss is far above $\log C$ | the weights start too large |
 | the loss doesn't move | weights all equal, saturated activations, or a rate far too small |
 | it falls, then leaps higher and higher | `zeroGradients()` forgotten, or the rate too high |
 | it falls, but slower than it should | the gradient is wrong: check it against measured ones |
 | training is perfect, held-out is poor | over-fitting |
 | both are poor | too small a network, or wrong labels: can it learn ten examples by heart? |

 ## References

 - X. Glorot, Y. Bengio. *Understanding the difficulty of training deep
   feedforward neural networks.* AISTATS 2010.
 - K. He, X. Zhang, S. Ren, J. Sun. *Delving deep into rectifiers.* ICCV 2015.
 - D. Rumelhart, G. Hinton, R. Williams. *Learning representations by
   back-propagating errors.* Nature 323, 1986.
 - D. Kingma, J. Ba. *Adam: a method for stochastic optimization.* ICLR 2015.
 - I. Loshchilov, F. Hutter. *Decoupled weight decay regularization.* ICLR 2019.
 - J. Duchi, E. Hazan, Y. Singer. *Adaptive subgradient methods for online
   learning and stochastic optimization.* JMLR 12, 2011.
 - I. Sutskever, J. Martens, G. Dahl, G. Hinton. *On the importance of
   initialization and momentum in deep learning.* ICML 2013.
 - N. Srivastava et al. *Dropout: a simple way to prevent neural networks from
   overfitting.* JMLR 15, 2014.
 - C. Zhang, S. Bengio, M. Hardt, B. Recht, O. Vinyals. *Understanding deep
   learning requires rethinking generalization.* ICLR 2017.
 - M. Belkin, D. Hsu, S. Ma, S. Mandal. *Reconciling modern machine-learning
   practice and the classical bias–variance trade-off.* PNAS 116, 2019.
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
