import Ground
import Harbor
import Language
import Literate
import Synchronization
import Tensors

let options = beginChapter()
Threads.count = options.threads
/*:
 # A The machine

 Here is one matrix product, written six times. Each program does the same
 multiplications and additions, with the same numbers. The last is
 {{one_core_gain}} times as fast as the first, and the library's, on two cores,
 {{gain}} times:

 ![Dots on a logarithmic axis: six programs for one product, from less than one billion operations a second to a hundred times as many](figures/A-race.svg)

 Nothing was saved in arithmetic. What was saved is waiting: for a result that
 isn't ready yet, for a number that is still on its way from memory, for another
 core. This appendix explains what a program waits for, how to count it before
 timing it, and how a program can be fast and still give the same bits on every
 machine. You need it to understand why the library's code looks as it does; for
 the models of the book you can do without.

 At the end you will be able to

 - read the bits of a `Float`, and round it to sixteen of them by hand;
 - say what an addition loses, and why the order of additions matters;
 - work out the highest speed of a core, and what a trip to memory costs;
 - write a matrix product that reaches most of that speed;
 - tell from two counts whether a piece of work waits for arithmetic or for
   memory, on a core and on a GPU.

 It is the one place in the book where code handles addresses, because here they
 are what we talk about.

 ## A.1 A number in 32 bits

 A `Float` is a number in binary scientific notation. The **sign** takes one
 bit, the **exponent** eight, and the **fraction** 23. Let us take one apart:
*/
/// The sign, the exponent and the fraction of x.
func bits(of x: Float) -> String {
  let digits = String(x.bitPattern, radix: 2)
  let all = String(repeating: "0", count: 32 - digits.count) + digits
  return "\(all.prefix(1)) \(all.dropFirst().prefix(8)) \(all.suffix(23))"
}
show(bits(of: 1))
show(bits(of: 0.1))
/*:
 Now by hand. The number 0.1 is $1.6 \cdot 2^{-4}$, because $1.6 / 16 = 0.1$,
 and that is the form we want: one digit before the point, times a power of two.
 The exponent is stored with 127 added, so that it is never negative:
 $-4 + 127 = 123$, in binary 01111011. In binary notation 1.6 is
 $1.1001\,1001\,1001 \dots$ without end, as a third is $0.333\dots$ in decimal.
 The 1 before the point is always there and isn't stored. What remains is cut
 after 23 digits and rounded, so that a `Float` has 24 bits of precision in all.
 What it really holds is this:

*/
show("\(Double(Float(0.1)))")
let step = Float(1).ulp
show("the next number after 1:", "1 + \(step)")
show("2^24 + 1 =", Int(Float(16_777_216) + 1))
claim(
  "a Float can't count beyond 16,777,216: adding 1 changes nothing",
  Float(16_777_216) + 1 == 16_777_216)
/*:
 With 24 bits, the numbers between 1 and 2 lie $2^{-23}$ apart, and those
 between $2^{24}$ and $2^{25}$ lie 2 apart. The distance to the next number, the
 **unit in the last place**, grows with the number, so what counts is the
 *relative* error: rounding moves a number by at most $2^{-24}$ of itself, 6 in
 a hundred million.

 Fewer bits take less memory. Two formats with sixteen are in use, and they
 spend their bits differently. **Float16** keeps five for the exponent and ten
 for the fraction. **bfloat16** (the b is for Google Brain, where it comes from)
 keeps all eight of the exponent and has seven left:
*/
//#-hidden-code
let halfOfTenth = String(Float16(0.1).bitPattern, radix: 2)
let halfBits =
  String(repeating: "0", count: 16 - halfOfTenth.count) + halfOfTenth
place(
  bitsFigure(
    single: bits(of: 0.1), brain: String(bits(of: bfloat16(0.1)).dropLast(16)),
    half:
      "\(halfBits.prefix(1)) \(halfBits.dropFirst().prefix(5)) \(halfBits.suffix(10))"
  ))
//#-end-hidden-code
/*:
 The figure shows how to make a bfloat16: keep the first sixteen bits of a
 `Float`, and round. For 0.1 the fraction is cut between `1001100` and
 `1100110011001101`. What is cut off is more than half of the last bit that
 stays (it begins with a 1), so that bit goes up by one: `1001101`. This is 77
 of 128 steps, and the number is $(1 + 77/128) \cdot 2^{-4} = 0.10009765625$. In
 code, adding half a step before cutting does the same:
*/
/// The bfloat16 nearest to x.
func bfloat16(_ x: Float) -> Float {
  Float(bitPattern: (x.bitPattern &+ 0x8000) & 0xffff_0000)
}
show(bits(of: bfloat16(0.1)))
show("\(Double(bfloat16(0.1)))", "and as a Float16", "\(Double(Float16(0.1)))")
claim(
  "the bfloat16 of 0.1 is 0.10009765625, as by hand", isShown: false,
  bfloat16(0.1) == 0.10009765625)
/*:
 (`&+` adds without a check for overflow, and a hexadecimal digit is four bits.)
 One question is left open here: which way a number goes that lies in the middle
 between two. Exercise A.2 settles it.

 Side by side, with `Float64` (Swift's `Double`) for comparison:
*/
place(formatsTable())
/*:
 Float16 has the finer steps, bfloat16 the wider range. That range is why most
 networks of today are trained with bfloat16: a gradient of $10^{-8}$ is an
 ordinary thing, and in Float16 it is zero. We come back to both in section A.9,
 when we know what a machine waits for.

 You can now take a number apart, and round it to any number of bits.
*/
exercise("A.1")
exercise("A.2")
/*:
 ## A.2 Every addition rounds

 A sum of two numbers may need more bits than either of them. The result is
 rounded to 24, and what doesn't fit is lost:
*/
let (large, small) = (Float(100_000_000), Float(1))
show((large + small) - large, "but", (large - large) + small)
/*:
 So the order of additions matters: $(a + b) + c$ is not always $a + (b + c)$.
 In exact arithmetic addition is *associative*, in floating point it is not.
 What does that mean for a long sum? Here are 65,536 random numbers, added up in
 three orders. First one after the other. Then in sixteen sums side by side, of
 which number $i$ goes to sum $i \bmod 16$. Then in a few parts, each of which
 is added up on its own:
*/
/// The sum of x, in `count` sums side by side that are added up at the end.
func sumSideBySide(_ x: [Float], _ count: Int) -> Float {
  var sums = [Float](repeating: 0, count: count)
  for i in x.indices { sums[i % count] += x[i] }
  return sums.reduce(0, +)
}

/// The sum of x, in `count` parts that are added up at the end.
func sumInParts(_ x: [Float], _ count: Int) -> Float {
  var total: Float = 0
  for part in 0..<count {
    let range = x.count * part / count..<x.count * (part + 1) / count
    total += x[range].reduce(0, +)
  }
  return total
}

var numbersRandom = Random(seed: options.seed, stream: "numbers")
let numbers = Tensor.normal([1 << 16], random: &numbersRandom).values
let inOrder = numbers.reduce(0, +)
let sideBySide = sumSideBySide(numbers, 16)
show("in order:", inOrder, "sixteen side by side:", sideBySide)
show("in 2 … 5 parts:", (2...5).map { sumInParts(numbers, $0) })
show("in 64 bits:", numbers.reduce(0.0) { $0 + Double($1) })
claim(
  "the same numbers in another order give another sum",
  Set([inOrder, sideBySide] + (2...5).map { sumInParts(numbers, $0) }).count > 3
)
claim(
  "they differ by less than 1 in 100,000 of what was added up", isShown: false,
  abs(inOrder - sideBySide) < 1e-5 * numbers.reduce(0) { $0 + abs($1) })
/*:
 None of these is wrong; all of them are off by a little. But sixteen sums side
 by side are what a core's vector unit makes, and parts are what several threads
 make. So a program that lets the machine choose gives one result on a laptop
 and another on a server, and after a thousand steps of training two different
 networks. This book promises the same bits on every machine. That is a promise
 about *order*: wherever it adds, the order is written down, and the machine may
 only choose when each addition happens.

 A long sum in one chain has another fault. When it has grown large, each new
 number loses more of its last bits. A remedy is as old as computing: add up
 blocks, and then add up the blocks' sums. With $n$ numbers in blocks of $b$,
 each number goes through at most $b + n/b$ roundings in place of $n$ (Higham
 1993). Section A.6 uses it, and exercise A.3 asks you to write it.

 You can now say why two correct programs print two different sums.
*/
exercise("A.3")
/*:
 ## A.3 A core, and its lanes

 A core is a clockwork. This one ticks {{ghz}} billion times a second, and in
 each tick (a **cycle**) it starts a few instructions. The instructions work on
 **registers**, a few dozen places inside the core that hold the numbers it is
 busy with.

 A register can be wide. One of 512 bits holds sixteen `Float`s, one of 256 bits
 eight, one of 128 bits four, and one instruction works on all of them side by
 side. That is called **SIMD**, *single instruction, multiple data*, and each of
 the places is a **lane**. In Swift the type `SIMD16<Float>` has sixteen of
 them. The library calls it `Lanes`, and where registers are narrower the
 compiler makes it of two or four.

 The instruction that counts for us is the **fused multiply-add**,
 $c \leftarrow c + a b$, rounded once. It is two operations for each lane. Now
 the arithmetic for the highest speed. Most cores start sixteen lanes in each
 tick, as one instruction of 512 bits or as two of 256. Sixteen lanes, two
 operations, {{ghz}} billion ticks: that gives $16 \cdot 2 \,\cdot$ {{ghz}} =
 {{by_hand}} billion **floating-point operations a second** (GFLOP/s). A core
 that starts twice as many lanes would reach twice that.

 Does it? Let us try the simplest loop there is, one number added to again and
 again:
*/
/// One sum of one number: 2 operations a round.
@inline(never)
nonisolated func oneByOne(rounds: Int, _ x: UnsafeMutablePointer<Float>) {
  let factor = x[0]
  var sum = x[1]
  for _ in 0..<rounds { sum.addProduct(factor, factor) }
  x[1] = sum
}
/*:
 (An `UnsafeMutablePointer<Float>` is an address in memory where `Float`s lie,
 one after the other: `x[3]` is the fourth of them, and `x + 3` is its address.
 Nobody checks whether there are so many. `@inline(never)` keeps the compiler
 from looking into the function and leaving out what it does.)

 This reaches {{alone}} GFLOP/s, a small part of what we worked out. Sixteen
 times as much would be there for the taking with all lanes, but even that isn't
 the whole gap. A multiply-add takes four ticks until its result is ready, its
 **latency**, and the next one needs that result. So the core starts one in four
 ticks and waits in between. It could start others meanwhile, as a kitchen
 starts the next dish while one is in the oven (this is **pipelining**), if
 there were others that don't wait for this one.

 To keep a core busy, give it many sums that don't depend on each other. Here
 are six, in sixteen lanes each. Four would do for four ticks, and two more leave
 some room; and all fit into registers, of which many processors have sixteen of
 256 bits:
*/
/// Six sums in sixteen lanes: 192 operations a round.
@inline(never)
nonisolated func multiplyAdd(rounds: Int, _ x: UnsafeMutablePointer<Float>) {
  let factor = Lanes(x)
  var sums = [6 of Lanes](repeating: .zero)
  for i in 0..<6 { sums[i] = Lanes(x + i) }
  for _ in 0..<rounds {
    for i in 0..<6 { sums[i].addProduct(factor, factor) }
  }
  for i in 0..<6 { sums[i].store(to: x + 16 &* i) }
}
/*:
 `Lanes(x)` loads sixteen numbers that lie from `x` on, and `store(to:)` puts
 them back. `[6 of X]`, an `InlineArray`, is an array of a fixed length whose
 elements can stay in registers, and `&*` multiplies without a check for
 overflow.

 It does nothing useful, but it does nothing else either: {{peak}} GFLOP/s,
 {{peak_gain}} times as many as one sum of one number. That is {{starts}} times
 sixteen lanes a tick, so the calculation above is right for this core. Whenever
 this appendix speaks of *a core's peak*, this is the number. (A core that starts
 32 lanes a tick has eight of 512 bits on their way in four ticks. It wants more
 than six sums, and has the registers for them.)

 What if the numbers of a long vector are to be added up? Then the sums of all
 lanes must be added to each other in the end, and that takes an order, too. The
 library always keeps sixteen lanes, however wide the registers are, and adds the
 upper half to the lower, until one is left: four steps for sixteen.

 You can now work out the peak of a processor from its clock, its lanes and what
 it starts in a tick, and say why a single sum never reaches it.
*/
exercise("A.4")
/*:
 ## A.4 Waiting for memory

 Numbers have to come from somewhere. There are two questions one can ask of
 memory. How long does a number take to come, if we don't know where it lies
 until the one before has arrived? That is its latency. And how many bytes come
 in a second, if we take them in the order in which they lie? That is its
 **bandwidth**. To measure the first, lay a trail: each number says where the
 next one lies, in random order. To measure the second, add up numbers, in eight
 registers, so that the additions don't wait for each other:
*/
/// Follows `steps` links, each of which says where the next one lies.
func follow(_ links: UnsafePointer<Int>, steps: Int) -> Int {
  var place = 0
  for _ in 0..<steps { place = links[place] }
  return place
}

/// Adds up `count` numbers in order, in eight registers.
func read(_ x: UnsafePointer<Float>, count: Int) -> Float {
  var sums = [8 of Lanes](repeating: .zero)
  for i in stride(from: 0, to: count, by: 128) {
    for j in 0..<8 { sums[j] += Lanes(x + (i &+ 16 &* j)) }
  }
  for j in 1..<8 { sums[0] += sums[j] }
  return sums[0].sum()
}
//#-hidden-code
record("machine") {
  let core = measuredCore()
  let memory = measuredMemory(seed: options.seed)
  let (waits, rates) = (memory.waits, memory.rates)
  let far = waits.last!
  name("ghz", 4e-9 / core.wait, decimals: 1)
  name("by_hand", 128e-9 / core.wait, decimals: 0)
  name("alone", 1e-9 * core.alone, decimals: 1)
  name("peak", 1e-9 * core.peak, decimals: 0)
  name("peak_gain", core.peak / core.alone, decimals: 0)
  name("starts", core.peak * core.wait / 128, decimals: 1)
  name("near_wait", waits[0], decimals: 1)
  name("near_ticks", 4e-9 * waits[0] / core.wait, decimals: 0)
  name("far_wait", far, decimals: 0)
  name("far_ticks", Int(4e-11 * far / core.wait) * 100)
  name("far_work", Int(1e-12 * far * core.peak) * 1000)
  name("near_rate", 1e-9 * rates[0], decimals: 0)
  name("far_rate", 1e-9 * rates.last!, decimals: 0)
  name("in_order_ms", 4e9 / rates.last!, decimals: 2)
  name("far_numbers", 1e-9 * rates.last! / 4, decimals: 0)
  name("far_share", 4 * core.peak / rates.last!, decimals: 0)
  let thousandth = memory.sizes.firstIndex(of: 64)!
  name("dense_wait", waits[thousandth], decimals: 1)
  name("page_wait", memory.pageWaits[thousandth], decimals: 1)
  name("page_far_wait", memory.pageWaits.last!, decimals: 0)
  name("dense_far_wait", waits[memory.pageWaits.count - 1], decimals: 0)
  claim(
    "far memory takes more than 20 times as long to answer as near memory",
    far > 20 * waits[0])
  claim(
    "and gives less than a third of the bytes a second", isShown: false,
    rates.last! < rates[0] / 3)
  place(memoryFigure(memory))
}
//#-end-hidden-code
/*:
 A number that lies near is there after {{near_wait}} ns, or {{near_ticks}}
 ticks. One from main memory takes {{far_wait}} ns. By hand, what does such a
 trip cost? It is more than {{far_ticks}} ticks, and in that time the core could
 have done more than {{far_work}} operations. A million numbers fetched so, each
 after the one before, take {{far_wait}} milliseconds, whatever is then done
 with them. Read in order, the same million (4 MB) takes {{in_order_ms}}
 milliseconds: the core sees where you are going and fetches ahead
 (**prefetching**).

 The steps in the figure are **caches**, small memories between the core and the
 large one that keep what was used last. The first holds some tens of kilobytes
 and answers in a few ticks. Behind it are a megabyte or so, and then some tens
 of megabytes that several cores share. A read that finds its number in a cache
 is a **hit**, one that doesn't is a **miss** and goes on to the next. Caches
 work because programs have **locality**: what was used just now will soon be
 used again (in time), and so will what lies beside it (in space). Most of what
 follows is about giving a program more of it.

 Even in order, memory is slow compared with arithmetic. The nearest cache gives
 {{near_rate}} GB/s, main memory {{far_rate}}, and that is {{far_numbers}}
 billion numbers of 32 bits a second. A program that takes each number from
 there must do {{far_share}} operations with it, or the core is idle. How many
 operations are done with each byte that is moved is called the **arithmetic
 intensity**. We shall count it for everything below.

 ### What bends the curves

 The steps aren't clean. Three things bend them that have nothing to do with the
 size of a cache.

 - **Pages.** The addresses in a program aren't those of the memory. The
   operating system hands memory out in **pages** of 4,096 bytes, wherever one
   is free, and the core has to translate each address. It keeps the
   translations it used last in a small table, the **TLB** (translation
   lookaside buffer), a few dozen close by and a few thousand behind them. The
   dotted line shows what happens when they don't suffice: it reads as many
   lines of memory as the solid one, but each on a page of its own, so that
   there are 64 times as many pages. With 64 KB of lines a read takes
   {{page_wait}} ns in place of {{dense_wait}}, with 2 MB of them
   {{page_far_wait}} in place of {{dense_far_wait}}. On the solid line the same
   thing happens further right. It is the reason why that line begins to rise
   while the second cache still has room, and why it never becomes level at the
   right end.
 - **Neighbors.** The last cache is shared, and this machine is the rented part
   of a larger one. Others' numbers take room there and traffic of their own
   goes by, so the last step is a slope that begins early, and no two
   measurements of it agree.
 - **Chance.** Where the pages of a block happen to lie decides which of their
   lines crowd each other out, as the next section shows. So a block that is
   just as large as a cache doesn't quite fit into it.

 You can now work out what a trip to memory costs, and read a processor's caches
 off a curve.

 ## A.5 Lines and sets

 Memory doesn't hand out numbers. It hands out **cache lines** of 64 bytes,
 sixteen numbers of 32 bits. A matrix lies in memory row after row, and the
 lines cut it into pieces:
*/
place(linesFigure())
/*:
 Whoever takes one number of a line has paid for sixteen. So let us count lines.
 A cache can't look for a line everywhere, so it has **cache sets**, and a
 line's address says which set is its own. A set has room for a few lines; how
 many is the cache's **associativity**. By hand, take the first four numbers of
 a column, in a matrix with 1,024 numbers a row and in one with 1,040. Row $i$
 begins at byte $4 \cdot 1024 \cdot i$, and a cache with 64 sets takes line $l$
 into set $l \bmod 64$:
*/
for width in [1024, 1040] {
  let lines = (0..<4).map { row in 4 * width * row / 64 }
  show("rows of \(width): lines", lines, "in sets", lines.map { $0 % 64 })
}
/*:
 In the first matrix the whole column wants set 0, and the other 63 stay empty.
 In the second each number goes to another set. Here is such a cache in full.
 Where a set has no room left, the line that was used longest ago has to go:
*/
/// A cache of 48 KB: 64 sets of 12 lines of 64 bytes.
struct Cache {
  private var sets = [[Int]](repeating: [], count: 64)
  private(set) var fetched = 0

  mutating func touch(_ address: Int) {
    let line = address / 64
    let set = line % 64
    if sets[set].last == line { return }
    if let place = sets[set].firstIndex(of: line) {
      sets[set].remove(at: place)
    } else {
      fetched += 1
      if sets[set].count == 12 { sets[set].removeFirst() }
    }
    sets[set].append(line)
  }
}
/*:
 Now walk through a matrix of 1024 × 1024 numbers, once along its rows and once
 down its columns:
*/
let side = 1024
var (byRows, byColumns) = (Cache(), Cache())
for i in 0..<side {
  for j in 0..<side {
    byRows.touch(4 * (i * side + j))
    byColumns.touch(4 * (j * side + i))
  }
}
show("lines fetched by rows:", byRows.fetched)
show("lines fetched by columns:", byColumns.fetched)
claim(
  "by rows a line serves sixteen reads, by columns one",
  16 * byRows.fetched == side * side && byColumns.fetched == side * side)
/*:
 The same million reads, and sixteen times the traffic: by the time the walk
 comes back to a line, it is gone. How large may a matrix be until that happens?
*/
place(columnsFigure())
claim(
  "a matrix of 128 × 128 misses at each read, one of 144 × 144 doesn't",
  fetchedByColumns(128) > 10 * fetchedByColumns(144))
/*:
 As long as a column's lines all stay, nothing is lost. But in a matrix whose
 rows are a power of two long, all numbers of a column fall into a few of the
 sets and crowd each other out, while the rest of the cache is empty. That is
 why such sizes, which look so tidy, can be the slowest.

 And on the real machine? Two functions, which differ in the order of their
 loops:
*/
func sumByRows(_ x: [Float], _ n: Int) -> Float {
  var sum: Float = 0
  for i in 0..<n { for j in 0..<n { sum += x[i * n + j] } }
  return sum
}

func sumByColumns(_ x: [Float], _ n: Int) -> Float {
  var sum: Float = 0
  for j in 0..<n { for i in 0..<n { sum += x[i * n + j] } }
  return sum
}
//#-hidden-code
record("walks") {
  let x = [Float](repeating: 1, count: 4096 * 4096)
  let rows = seconds { scratch[2] = sumByRows(x, 4096) }
  let columns = seconds { scratch[2] = sumByColumns(x, 4096) }
  name("rows_ms", 1e3 * rows, decimals: 0)
  name("columns_ms", 1e3 * columns, decimals: 0)
  claim("by columns takes more than twice as long", columns > 2 * rows)
}
//#-end-hidden-code
/*:
 For 4096 × 4096 numbers the first takes {{rows_ms}} ms, the second
 {{columns_ms}}. That isn't sixteen times as long: the additions take their time
 in both, and a core fetches several lines at once.

 You can now say of a loop in which order it walks through memory, and count the
 lines that it needs.
*/
/*:
 ## A.6 The matrix product, six times

 $$c_{ij} = \sum_{p=0}^{k-1} a_{ip} \, b_{pj}$$

 Three loops are all it takes. Where A is (m, k) and B is (k, n), that is
 $m n k$ multiply-adds, whatever we do. Here it is on plain arrays; `addProduct`
 is the fused multiply-add:
*/
/// (m, k) · (k, n) → (m, n), each matrix row by row.
func plainProduct(_ a: [Float], _ b: [Float], m: Int, k: Int, n: Int) -> [Float]
{
  var c = [Float](repeating: 0, count: m * n)
  for i in 0..<m {
    for j in 0..<n {
      for p in 0..<k { c[i * n + j].addProduct(a[i * k + p], b[p * n + j]) }
    }
  }
  return c
}
show(plainProduct([1, 2, 3, 4], [5, 6, 7, 8], m: 2, k: 2, n: 2))
/*:
 By hand, $c_{00} = 1 \cdot 5 + 2 \cdot 7 = 19$. We shall now write it six
 times, and do the same multiply-adds each time, on the same numbers. Every
 version adds to a C of zeros. They get addresses in place of arrays, since an
 array checks each index, and since it will matter where things lie:
*/
/// A (m, k), B (k, n) and C (m, n), each row by row in memory.
struct Product {
  let m, k, n: Int
  let a, b: UnsafePointer<Float>
  let c: UnsafeMutablePointer<Float>
}
/*:
 *Version 1* is the formula, the same three loops:
*/
extension Product {
  func version1() {
    for i in 0..<m {
      for j in 0..<n {
        for p in 0..<k { c[i * n + j].addProduct(a[i * k + p], b[p * n + j]) }
      }
    }
  }
}
/*:
 ### Walk along the rows

 Its inner loop walks down a column of B, which is the wrong way. *Version 2*
 exchanges two lines. Now the inner loop walks along a row of B and a row of C,
 and each $c_{ij}$ still takes its products in the order of $p$:
*/
extension Product {
  func version2() {
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n { c[i * n + j].addProduct(a[i * k + p], b[p * n + j]) }
      }
    }
  }
}
/*:
 ### Sixteen at a time

 Neighbors in that row don't depend on each other. So *version 3* takes sixteen
 at a time, one in each lane. The number of A is the same for all of them, and
 is put into every lane:
*/
extension Product {
  func version3() {
    for i in 0..<m {
      for p in 0..<k {
        let factor = Lanes(repeating: a[i * k + p])
        let (sums, row) = (c + i * n, b + p * n)
        for j in stride(from: 0, to: n, by: 16) {
          Lanes(sums + j).addingProduct(factor, Lanes(row + j)).store(
            to: sums + j)
        }
      }
    }
  }
}
/*:
 No sum was cut into parts here. Each lane has a sum of its own, so lanes change
 nothing in the result, and a compiler may use them by itself. What no compiler
 may do unasked is to use them for a single sum, since that would change its
 order.

 ### A tile in registers

 For each instruction that calculates, version 3 has three that go to the cache:
 it loads B, loads C and stores C. *Version 4* keeps a **tile** of C in
 registers, 4 rows of 16 numbers, until $p$ has run through:
*/
place(tileFigure())
/*:
 Sixteen numbers of B are loaded once and serve four rows; a number of A is
 loaded once and serves sixteen columns. In each step of $p$ a tile does 64
 multiply-adds with 20 loaded numbers. To be useful later, it takes A and B from
 wherever they lie: row $r$ of A at step $p$ is at `a[r * row + p * step]`.
*/
extension Product {
  /// Adds to C's tile at row i and column j what `count` steps give. A's
  /// rows lie `row` apart and its steps `step`; B's steps lie `bStep` apart.
  func tile(
    _ i: Int, _ j: Int, _ count: Int, a: UnsafePointer<Float>, row: Int,
    step: Int, b: UnsafePointer<Float>, bStep: Int
  ) {
    var sums = [4 of Lanes](repeating: .zero)
    for p in 0..<count {
      let numbers = Lanes(b + p &* bStep)
      for r in 0..<4 {
        let factor = Lanes(repeating: a[r &* row &+ p &* step])
        sums[r].addProduct(factor, numbers)
      }
    }
    for r in 0..<4 {
      let target = c + ((i &+ r) &* n &+ j)
      (Lanes(target) + sums[r]).store(to: target)
    }
  }
}
/*:
 C is made of such tiles, and version 4 is what makes them one after the other:
*/
extension Product {
  func version4() {
    for i in stride(from: 0, to: m, by: 4) {
      for j in stride(from: 0, to: n, by: 16) {
        tile(i, j, k, a: a + i * k, row: k, step: 1, b: b + j, bStep: n)
      }
    }
  }
}
/*:
 The four sums also cure the disease of section A.3: they are chains that don't
 wait for each other.

 ### Blocks that stay in the cache

 For each row of tiles, version 4 goes through all of B, and B is larger than
 the caches near the core. So *version 5* cuts B into **panels** of 256 × 16
 numbers, 16 KB. It copies one to where its rows lie one after the other
 (**packing**; Goto and van de Geijn 2008), and does everything it is good for,
 all of A's rows, before the next. The sums of a panel begin at zero, and C
 gathers them:
*/
extension Product {
  func version5() {
    let panel = UnsafeMutablePointer<Float>.allocate(capacity: 256 * 16)
    defer { panel.deallocate() }
    for start in stride(from: 0, to: k, by: 256) {
      let count = min(256, k - start)
      for j in stride(from: 0, to: n, by: 16) {
        pack(count, b + (start * n + j), to: panel)
        for i in stride(from: 0, to: m, by: 4) {
          tile(
            i, j, count, a: a + (i * k + start), row: k, step: 1, b: panel,
            bStep: 16)
        }
      }
    }
  }

  /// Copies 16 numbers of each of `count` rows of B, one row after the other.
  func pack(
    _ count: Int, _ b: UnsafePointer<Float>,
    to panel: UnsafeMutablePointer<Float>
  ) {
    for p in 0..<count {
      for j in 0..<16 { panel[16 &* p &+ j] = b[p &* n &+ j] }
    }
  }
}
/*:
 To cut a loop into blocks so that a block's numbers stay in a cache is called
 **cache blocking**, or tiling.

 ### A as well, and all cores

 The four numbers of A that a tile takes in one step lie in four lines, of long
 rows on four pages, and where rows are a power of two apart, in the same few
 sets. *Version 6* packs A too: four rows at a time, and in each the four
 numbers of a step side by side. And it shares the rows of C out among threads.
 `Threads.split` is the library's; it calls its closure with ranges that
 together are `0..<m / 4`, each on another core.
*/
extension Product {
  func version6() {
    Threads.split(m / 4) { part in
      let panel = UnsafeMutablePointer<Float>.allocate(capacity: 256 * 16)
      let block = UnsafeMutablePointer<Float>.allocate(
        capacity: 256 * 4 * part.count)
      defer {
        panel.deallocate()
        block.deallocate()
      }
      for start in stride(from: 0, to: k, by: 256) {
        let count = min(256, k - start)
        packRows(part, start..<start + count, to: block)
        for j in stride(from: 0, to: n, by: 16) {
          pack(count, b + (start * n + j), to: panel)
          for t in part {
            let rows = block + (t - part.lowerBound) * 4 * count
            tile(4 * t, j, count, a: rows, row: 1, step: 4, b: panel, bStep: 16)
          }
        }
      }
    }
  }

  /// Copies A's rows, four at a time: first step 0 of all four, then step 1.
  func packRows(
    _ tiles: Range<Int>, _ steps: Range<Int>,
    to block: UnsafeMutablePointer<Float>
  ) {
    var place = block
    for t in tiles {
      for p in steps {
        for r in 0..<4 { place[r] = a[(4 &* t &+ r) &* k &+ p] }
        place += 4
      }
    }
  }
}
/*:
 The library's `matmul` does the same, for any sizes and for matrices that lie
 on their side, with a tile of as many rows as the processor has registers for
 ([`Tile`](../Sources/Tensors/MatrixProduct+Kernels.swift)).

 ### The same bits, and which

 Six programs; now the test that they agree. This is how one of them is called:
*/
/// (m, k) · (k, n) → (m, n), for m a multiple of 4 and n one of 16.
func multiply(
  _ a: Tensor, _ b: Tensor, by version: (Product) -> () -> Void
) -> Tensor {
  let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
  return Tensor(shape: [m, n]) { c in
    c.update(repeating: 0)
    a.withUnsafeBufferPointer { x in
      b.withUnsafeBufferPointer { y in
        version(
          Product(
            m: m, k: k, n: n, a: x.baseAddress!, b: y.baseAddress!,
            c: c.baseAddress!))()
      }
    }
  }
}
let versions = [
  Product.version1, Product.version2, Product.version3, Product.version4,
  Product.version5, Product.version6,
]
/*:
 The sizes are such that there are several panels and one of them is cut short:
*/
var matrixRandom = Random(seed: options.seed, stream: "matrices")
let left = Tensor.normal([96, 600], random: &matrixRandom)
let right = Tensor.normal([600, 160], random: &matrixRandom)
let plain = plainProduct(left.values, right.values, m: 96, k: 600, n: 160)
let results = versions.map { multiply(left, right, by: $0) }
show("as the plain loops:", results.map { $0.values == plain })
claim(
  "versions 1 to 4 give the same bits as the three plain loops",
  results[0..<4].allSatisfy { $0.values == plain })
let onThreads = [1, 2, 7].flatMap { threads in
  Threads.count = threads
  return [multiply(left, right, by: Product.version6), matmul(left, right)]
}
Threads.count = options.threads
show("as version 5:", onThreads.map { $0 == results[4] })
claim(
  "versions 5 and 6 and the library's product give the same bits, with 1, 2 and 7 threads",
  results[5] == results[4] && onThreads.allSatisfy { $0 == results[4] })
claim(
  "which aren't quite those of the others", isShown: false,
  results[4] != results[0])
/*:
 Up to version 4, every $c_{ij}$ is one chain of multiply-adds along
 $p = 0, 1, 2, \dots$, and the versions differ only in *which chain goes on
 when*. From version 5 on it is several chains: one for the steps 0 to 255, one
 for 256 to 511 and so on, each from zero, added up in their order.

 That is the **blocked summation** of section A.2. It costs one addition in 256
 steps. In return a tile starts with empty registers, and reads C at the end,
 when nothing waits for it any more. And it is more exact: a result goes through
 $256 + k / 256$ roundings in place of $k$. Here is one number, from a hundred
 thousand products:
*/
let (factors, others) = (
  Tensor.uniform([1, 100_000], in: 0..<1, random: &matrixRandom),
  Tensor.uniform([100_000, 1], in: 0..<1, random: &matrixRandom)
)
let exact = zip(factors.values, others.values).reduce(0.0) {
  $0 + Double($1.0) * Double($1.1)
}
let chain = Double(multiply(factors, others, by: Product.version1)[0, 0])
let blocks = Double(matmul(factors, others)[0, 0])
show("exact:", exact, "one chain:", chain, "blocks:", blocks)
claim(
  "the sum in blocks is more than ten times as exact as the chain",
  10 * abs(blocks - exact) < abs(chain - exact))
/*:
 Many fast products split their sums so, but each in its own way, as it suits
 the lanes, the threads or the size, and then the result depends on the
 processor. Here the blocks are fixed by $p$ alone, and every machine gives the
 same bits.

 ### What each step saves

 Two things can be counted. How often does a version go to memory at all, and
 how many lines have to be fetched into the cache of section A.5? For 1024 ×
 1024 matrices, let us touch the addresses that each version touches, and count.
 A line brings 64 bytes, which gives the arithmetic intensity as well:
*/
//#-hidden-code
let costs = costsOfVersions(side: side)
//#-end-hidden-code
place(costsTable(costs))
claim(
  "walking in order fetches less than a tenth of the lines", isShown: false,
  10 * costs[1].lines < costs[0].lines)
claim(
  "lanes change nothing but the number of trips, which falls 16-fold",
  isShown: false,
  costs[2].lines == costs[1].lines && 15.5 * costs[2].trips < costs[1].trips)
claim(
  "tiles go to memory less than half as often as lanes, for less than a third of the lines",
  isShown: false,
  2 * costs[3].trips < costs[2].trips && 3 * costs[3].lines < costs[2].lines)
claim(
  "packed panels fetch less than a third of the lines that tiles do",
  isShown: false,
  3 * costs[4].lines < costs[3].lines)
claim(
  "to pack A as well saves no lines", isShown: false,
  abs(costs[5].lines - costs[4].lines) < 0.01 * costs[4].lines)
/*:
 Walking in order takes away most of the lines. Lanes make sixteen trips into
 one and leave the lines as they are. Tiles save both: a number of A serves
 sixteen columns, and a line of B four rows. Packing B saves most of the lines
 that are left, since those of a panel no longer want the same sets. Packing A
 saves none. What it does save isn't in the table: a step finds its numbers on
 one page in place of four. And what is left for the last step is more cores.
 Here is the race:
*/
//#-hidden-code
record("race") {
  let peak = 1e-9 * measuredPeak()
  let rates = [256, 1024].map {
    race(m: $0, k: $0, n: $0, from: 0, options: options)
  }
  let large = rates[1]
  place(raceTable(rates, peak: peak))
  place(raceFigure(large, peak: peak))
  name("gain", large[7] / large[0], decimals: 0)
  name("one_core_gain", large[5] / large[0], decimals: 0)
  claim(
    "tiles do 1024 × 1024 more than 30 times as fast as the formula",
    large[3] > 30 * large[0])
  claim(
    "there, each of the versions 3 to 6 is faster than the one before",
    (2...5).allSatisfy { large[$0] > large[$0 - 1] })
  claim(
    "version 6, written on this page, is more than half as fast as the library",
    2 * large[5] > large[6])
  claim(
    "the library reaches more than two thirds of the core's peak",
    isShown: false,
    large[6] > peak * 2 / 3)
}
//#-end-hidden-code
/*:
 {{one_core_gain}} times as fast on one core, {{gain}} times on two, for the
 same multiply-adds. Not one of them was saved. What was saved is instructions,
 by lanes, and otherwise waiting: each step brings the numbers nearer to where
 the arithmetic is. Compare the columns. Small matrices, 256 KB each, lie in the
 caches near the core, and once they are cut into tiles little is left to gain.
 On the large ones each copy pays. And compare the last versions with what the
 table before said of them: packing A saved not one line, and still some of the
 time. A count of lines doesn't see what it takes to find the pages of four rows
 (section A.4), nor that lines which come one after the other are fetched ahead.

 You can now write a matrix product that comes close to the peak of a core, and
 say what each of its loops is for.
*/
exercise("A.5")
/*:
 ## A.7 On its side, and small

 A network's way back asks for $X^\top dY$ and $dY\, W^\top$. A transposed B is
 a trouble of its own. The tile wants 16 numbers of a *row*, and there they lie
 in 16 different places. To fetch them one by one costs more than to multiply
 them. To turn the whole matrix first, number by number, is no better.

 But lanes can trade places among themselves. Take four rows of four numbers, a,
 b, c and d. First **shuffle** them pairwise, like two halves of a deck of
 cards; then put pairs behind pairs:
*/
typealias Four = SIMD4<Float>

func turned(_ a: Four, _ b: Four, _ c: Four, _ d: Four) -> [Four] {
  let ab = (Four(a[0], b[0], a[1], b[1]), Four(a[2], b[2], a[3], b[3]))
  let cd = (Four(c[0], d[0], c[1], d[1]), Four(c[2], d[2], c[3], d[3]))
  return [
    Four(lowHalf: ab.0.lowHalf, highHalf: cd.0.lowHalf),
    Four(lowHalf: ab.0.highHalf, highHalf: cd.0.highHalf),
    Four(lowHalf: ab.1.lowHalf, highHalf: cd.1.lowHalf),
    Four(lowHalf: ab.1.highHalf, highHalf: cd.1.highHalf),
  ]
}
let rows = turned(
  [1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16])
for row in rows { show((0..<4).map { row[$0] }) }
claim(
  "what were columns are rows now", isShown: false,
  rows == [[1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [4, 8, 12, 16]])
/*:
 Each `Four` that it makes takes one instruction, and nothing goes through
 memory on the way. The library does it eight by eight, while it packs
 ([`Square`](../Sources/Tensors/Square.swift)).

 ### Small products

 A recurrent network asks for products such as (20, 100) · (100, 400) by the
 thousands, one after the other. Three things are different there. *Packing* has
 to earn its keep: 40,000 numbers of B would be copied for two or three rows of
 tiles. *Edges* weigh more: where the library's tiles have up to 12 rows, 20 rows
 cut into 12 and 8 make the smaller tile load as much of B for two thirds of the
 work; two of 10 are better. And a second *thread* must be worth the trouble of
 handing it work. So the library packs only what is read often, cuts rows evenly,
 and splits a product only from half a million multiply-adds on. Here is that
 product, by our versions and by the library's:
*/
//#-hidden-code
record("small") {
  let rates = Array(
    race(m: 20, k: 100, n: 400, from: 2, options: options)[0...4])
  place(smallTable(rates))
  claim("here packing gains nothing", rates[3] < 1.1 * rates[1])
  claim(
    "and version 4 is within a quarter of the library", isShown: false,
    rates[1] > 0.75 * rates[4])
  claim(
    "matmul is more than twice as fast as lanes", isShown: false,
    rates[4] > 2 * rates[0])
}
//#-end-hidden-code
/*:
 Where tiles fit evenly and everything is near, version 4 is as good as the
 library's product, which has to be good for all other sizes too.

 You can now say why one product is not good for all sizes.

 ## A.8 The roof

 When does a piece of work wait for arithmetic, and when for memory? Two counts
 decide: its operations, and the bytes it has to move. Neither can be done
 faster than the machine does them, so it takes at least

 $$\max\left( \frac{\text{operations}}{\text{operations a second}}, \;
 \frac{\text{bytes}}{\text{bytes a second}} \right)$$

 seconds. This is the **roofline** (Williams, Waterman and Patterson 2009):
*/
/// Some work: how much there is to calculate, and how much to move.
struct Work {
  let name: String
  let operations, bytes: Double
  /// Operations done with each byte.
  var intensity: Double { operations / bytes }
}

/// What a processor does in a second at most.
struct Processor {
  let operations, bytes: Double
  /// The operations a byte at which neither waits for the other.
  var ridge: Double { operations / bytes }
  /// Operations a second at most, if so many are done with each byte.
  func roof(_ intensity: Double) -> Double {
    min(operations, bytes * intensity)
  }
  /// Seconds that `work` takes at least.
  func time(_ work: Work) -> Double {
    max(work.operations / operations, work.bytes / bytes)
  }
}
/*:
 Let us work out some intensities by hand. The *sum of a vector* does one
 operation for each number of 4 bytes: $1/4$ a byte. A *vector times a matrix*,
 (1, k) · (k, n), does $2 k n$ operations and reads $k n$ numbers, that is
 $4 k n$ bytes: $1/2$ a byte. It has no use for a number of the matrix but one,
 so there is nothing to keep in a cache. With 20 rows in place of one, each
 number of the matrix is used 20 times, and the intensity is nearly 20 times as
 high. And *two square matrices* of $n$ rows: $2 n^3$ operations, $3 n^2$
 numbers of 4 bytes, $n/6$ a byte. The larger the product, the less it waits for
 memory:
*/
let square = Work(
  name: "1024 × 1024", operations: 2 * 1024 * 1024 * 1024,
  bytes: 3 * 4 * 1024 * 1024)
show("square:", square.intensity)
show(
  "with 20 rows:",
  2 * 20 * 650 * 2600.0 / (4 * (20 * 650 + 650 * 2600 + 20 * 2600)))
/*:
 Each number counts once, as if the caches worked perfectly. Now the
 measurement: the roof of one core, from its peak and from the rate at which
 main memory gives numbers in order, and four works under it. To have the
 matrices come from main memory each time, as they do in a network with many
 layers, twenty of them take turns:
*/
//#-hidden-code
record("roof") {
  let core = Processor(
    operations: measuredPeak(), bytes: measuredBandwidth(bytes: 1 << 27))
  let measured = measuredWorks(options: options)
  let large = measured[3]
  place(roofFigure(core, measured))
  place(roofTable(measured, under: core))
  name("core_ridge", core.ridge, decimals: 0)
  name("one_row_rate", 1e-9 * measured[1].rate, decimals: 1)
  name("many_rows_gain", measured[2].rate / measured[1].rate, decimals: 0)
  claim(
    "one row times a matrix reaches less than a fifth of what the large product does",
    5 * measured[1].rate < large.rate)
  claim(
    "the large product is near the level part of the roof", isShown: false,
    large.rate > core.operations / 2)
}
//#-end-hidden-code
/*:
 The slope and the level part meet at {{core_ridge}} operations a byte, the
 **ridge**. To its left a program is **memory-bound**: better arithmetic doesn't
 help, fewer bytes do. To its right it is **compute-bound**. How far a point
 lies below the roof is what better code could still gain, at most. Whoever
 wants more has to change the intensity: twenty rows at a time do
 {{many_rows_gain}} times as much a second as one row does with its
 {{one_row_rate}} billion operations. That is why networks learn in batches, and
 why a language model that answers a single reader, one token at a time, is
 slow: it fetches all of its weights for each. (Neither of the two comes near
 its roof. A roof says what can't be passed, not what is reached: with few rows
 there are few sums to keep the core busy, and twenty matrices of 7 MB lie in
 more pages than the TLB knows.)

 You can now draw the roof of a machine from two numbers, and place your own
 program under it.
*/
/*:
 ## A.9 Half the bits

 If a program waits for bytes, a number of two bytes in place of four is worth
 as much as memory twice as fast. What does it cost? Float16 has 11 bits of
 precision (three decimal digits) and bfloat16 has 8 (two). The danger isn't the
 rounding of a number, though. It is a small step on a large weight. By hand:
 after 1, the next bfloat16 is $1 + 2^{-7} = 1.0078125$. A weight of 1 that
 learns in steps of 0.001 never gets there, since each sum is rounded back to 1:
*/
var (weight32, weight16) = (Float(1), Float(1))
for _ in 0..<100 {
  weight32 += 0.001
  weight16 = bfloat16(weight16 + 0.001)
}
show("after 100 steps of 0.001:", weight32, "and in bfloat16:", weight16)
claim("a weight kept in bfloat16 stands still", isShown: false, weight16 == 1)
/*:
 And sums? Here is the matrix product in three formats, compared with 64 bits.
 In the first column each product and each sum is rounded, in the second only
 the factors are:
*/
/// (n, n) · (n, n): the factors rounded by `factor`, and every product and
/// sum by `sum`.
func product(
  _ a: [Float], _ b: [Float], n: Int, factor: (Float) -> Float,
  sum: (Float) -> Float
) -> [Float] {
  let (a, b) = (a.map(factor), b.map(factor))
  var c = [Float](repeating: 0, count: n * n)
  for i in 0..<n {
    for p in 0..<n {
      for j in 0..<n {
        c[i * n + j] = sum(c[i * n + j] + sum(a[i * n + p] * b[p * n + j]))
      }
    }
  }
  return c
}
func float16(_ x: Float) -> Float { Float(Float16(x)) }
func float32(_ x: Float) -> Float { x }
//#-hidden-code
let errors = productErrors(n: 128, seed: options.seed)
//#-end-hidden-code
place(errorsTable(errors))
claim(
  "to keep the sums in 32 bits makes a bfloat16 product more than 5 times as exact",
  errors[1].rounded > 5 * errors[1].widened)
claim(
  "Float32 errs by less than 1 in a million", isShown: false,
  errors[0].rounded < 1e-6)
claim(
  "Float16 errs at least 1,000 times as much as Float32", isShown: false,
  errors[2].rounded > 1000 * errors[0].rounded)
/*:
 The rounding of the factors is random, up here and down there, and as a share of
 a long sum it stays what it was for a short one. The rounding of the sum is
 worse, and grows with its length. So a rule comes out of these two experiments: *multiply* in 16 bits,
 but *add up* in 32, and *keep the weights* in 32. It is called **mixed
 precision** (Micikevicius et al. 2018), and the hardware that large models are
 trained on is built for it.

 Does a network learn so? Here is one with 16 hidden neurons that learns a
 curve, $t = \sin 4x$, by plain gradient descent with small steps. Every factor
 of a product goes through `factor` and every weight that is kept through
 `keep`:
*/
let places = Tensor.linspace(-1, 1, count: 64).reshaped(64, 1)
let x = Tensor.concatenate([places, Tensor.ones(64, 1)], axis: 1)
let t = sin(places * 4)

/// (N, 2) → (N, 16) → (N, 1), from the same start; the mean squared error
/// after `steps` steps.
func learn(
  steps: Int, seed: UInt64, factor: (Tensor) -> Tensor,
  keep: (Tensor) -> Tensor
) -> Float {
  func times(_ a: Tensor, _ b: Tensor, _ side: Transposed = .none) -> Tensor {
    matmul(factor(a), factor(b), transposed: side)
  }
  var random = Random(seed: seed, stream: "curve")
  var W1 = keep(Tensor.normal([2, 16], random: &random) * 2)
  var W2 = keep(Tensor.normal([16, 1], random: &random) * 0.25)
  for _ in 0..<steps {
    let h = tanh(times(x, W1))
    let dy = (times(h, W2) - t) * (2 / 64)
    let dW2 = times(h, dy, .left)
    let dW1 = times(x, times(dy, W2, .right) * (1 - h * h), .left)
    W1 = keep(W1 - 0.02 * dW1)
    W2 = keep(W2 - 0.02 * dW2)
  }
  let error = matmul(tanh(matmul(x, W1)), W2) - t
  return (error * error).mean()
}
func toBfloat16(_ x: Tensor) -> Tensor { x.map(bfloat16) }

let steps = options.quick ? 200 : 4000
var learned: [[Float]] = []
for seed in options.seed..<options.seed + 3 {
  learned.append([
    learn(steps: steps, seed: seed, factor: { $0 }, keep: { $0 }),
    learn(steps: steps, seed: seed, factor: toBfloat16, keep: { $0 }),
    learn(steps: steps, seed: seed, factor: toBfloat16, keep: toBfloat16),
  ])
}
place(learnedTable(learned, firstSeed: Int(options.seed)))
claim(
  "with each of three seeds, mixed precision ends within a third of 32 bits' error",
  learned.allSatisfy { 3 * abs($0[1] - $0[0]) < $0[0] })
claim(
  "and weights kept in bfloat16 end with more than ten times that error",
  learned.allSatisfy { $0[2] > 10 * $0[1] })
/*:
 Mixed precision learns nearly as well as 32 bits. With the weights in 16 bits
 too, learning stops as soon as the steps are smaller than half of a weight's
 last bit. So a *copy* of the weights in 16 bits goes into the products, and the
 weights themselves stay in 32.

 With Float16 one thing more is needed, because of its narrow range. The
 smallest number it has is $6 \cdot 10^{-8}$, and many gradients are smaller.
 **Loss scaling** multiplies the loss by a thousand or so, and with it all
 gradients; before the step they are divided again, in 32 bits:
*/
let gradient: Float = 1e-8
show("a gradient of 1e-8:", float16(gradient))
show("scaled by 1,024 and back:", float16(gradient * 1024) / 1024)
claim(
  "a gradient that Float16 loses is saved by scaling the loss", isShown: false,
  float16(gradient) == 0 && float16(gradient * 1024) > 0)
/*:
 (bfloat16 has the range of a `Float` and needs no such help.)

 ### Vectors at half the size

 Vectors that have been learned only want to be compared. There nothing is added
 to a large weight, and sixteen bits are enough for storing them. Take the
 vectors of chapter 2 (PPMI, smoothed, and an SVD), round them to Float16, and
 ask for every word's ten nearest neighbors before and after:
*/
let corpus = try Corpus.load(
  "harbor", seed: options.seed, words: options.quick ? 50_000 : 200_000)
let vocabulary = corpus.vocabulary
let counted = ppmi(
  try coOccurrence(corpus.training, words: vocabulary.count, window: 3),
  smoothing: 0.75)
var singular = Random(seed: options.seed, stream: "singular vectors")
let svd = randomizedSVD(counted, rank: 100, random: &singular)
let table = svd.u * sqrt(svd.s)

/// The share of each word's ten nearest neighbors that stay when the table
/// of vectors is replaced by another.
func neighborsKept(_ table: Tensor, _ other: Tensor) throws -> Float {
  let before = WordVectors(vocabulary, table)
  let after = WordVectors(vocabulary, other)
  var (kept, asked) = (0, 0)
  for word in vocabulary.words {
    let near = try before.mostSimilar(to: word, count: 10).map(\.word)
    let now = try after.mostSimilar(to: word, count: 10).map(\.word)
    kept += near.count { now.contains($0) }
    asked += near.count
  }
  return Float(kept) / Float(asked)
}
let rounded = table.map(float16)
show("neighbors that stay:", try neighborsKept(table, rounded))
show("in bfloat16:", try neighborsKept(table, table.map(bfloat16)))
//#-hidden-code
let solved = [table, rounded].map {
  WordVectors(vocabulary, $0).accuracy(on: Harbor.analogies).overall.accuracy
}
let kept = try neighborsKept(table, rounded)
let relativeErrors = zip(table.values, rounded.values).compactMap { x, y in
  abs(x) < 0x1p-14 ? nil : abs(x - y) / abs(x)
}
//#-end-hidden-code
claim("with Float16, 99 in 100 neighbors stay", kept > 0.99)
claim(
  "and as many analogies are solved, to half a point",
  abs(solved[0] - solved[1]) < 0.005)
claim(
  "no number errs by more than 1 in 2,048", isShown: false,
  relativeErrors.max()! <= 0x1p-11)
/*:
 Half the memory, and you would not notice.

 ### Is it faster?

 A common answer is yes, since there are fewer bits. The right answer depends on
 what you are waiting for, and on whether the core can calculate with such
 numbers at all. Here is the sum of a table of vectors, stored in three ways.
 The table is once small enough for the nearest cache and once too large for
 any:
*/
//#-hidden-code
record("storage") {
  let (near, far) = (sumRates(rows: 32), sumRates(rows: 400_000))
  place(storageTable(near: near, far: far))
  claim(
    "from far, half the bits bring at least a fifth more numbers a second, from 64 to 32 and from 32 to 16",
    far[1] > 1.2 * far[0] && far[2] > 1.2 * far[1])
  claim(
    "calculated in 16 bits, near numbers take more than twice as long as in 32",
    isShown: false,
    near[1] > 2 * near[3])
  claim(
    "from near, 16 bits help less", isShown: false,
    near[2] / near[1] < 0.8 * far[2] / far[1])
}
//#-end-hidden-code
/*:
 From far memory, time goes by bytes: with half the bits each line brings twice
 the numbers. From near memory it goes by instructions, and to widen 16 bits to
 32 is one more. And where the core has no arithmetic for 16 bits, as this one
 has none for Float16, each single sum is widened, added to and rounded back,
 and from near memory Float16 is the slowest of all. (Some cores have it: most
 recent arm64 cores do, and so do GPUs.) So the rule is short. *Store* in 16
 bits what is large and mostly read; *calculate* in 32 where there is no
 hardware for less; and expect speed where you waited for memory.

 You can now decide which numbers of a program may have 16 bits.

 ## A.10 Threads

 A **thread** is a sequence of instructions, and each core runs one at a time.
 Of a program that takes 1 second, let a share $p$ be work that can be split
 among $t$ threads. Then it takes $(1 - p) + p / t$ seconds, and the gain is
 (Amdahl 1967)

 $$S = \frac{1}{(1 - p) + p / t} \; < \; \frac{1}{1 - p}$$

 By hand, if 9 seconds in 10 can be split, two threads take
 $0.1 + 0.9 / 2 = 0.55$ of the time, and gain $1 / 0.55 = 1.8$:
*/
place(amdahlTable())
/*:
 What can't be split decides. That is why it pays to split everything, also the
 small things, and why it must be cheap.

 Nor are we free in *what* to split. Section A.2 added up a vector in two to
 five parts, as so many threads would, and got another sum each time. Then the
 number of threads is in the result, and a network trained on a laptop isn't the
 one trained on a server. So the library's threads share out *outputs*, never
 sums: each number of a result is made by one thread, from beginning to end, in
 the order in which one thread alone would do it. All of it goes through one
 function:
*/
list("Threads.split")
//#-hidden-code
record("threads") {
  let threads = measuredThreads(options: options)
  let (alone, both, rates) = (threads.alone, threads.both, threads.rates)
  name("split_cost", 1e6 * (both - alone), decimals: 1)
  place(threadsTable(threads))
  claim(
    "with enough to do, two threads are more than 1.5 times as fast as one",
    rates.last![1] > 1.5 * rates.last![0])
  claim(
    "to split costs less than a millisecond", isShown: false,
    both - alone < 1e-3)
}
//#-end-hidden-code
/*:
 To hand a piece of work to a thread that is awake, and to wait until both are
 done, costs {{split_cost}} µs here. So work of a few microseconds is left to
 one thread; the `grain` above says how much is worth two.

 ### Two threads, one number

 What if two threads change the same number? To add 1 to a number in memory
 takes three steps: read it, add, write it back. If another thread writes in
 between, its work is lost. Such a **lost update** is easy to see. An `Atomic` is
 a number that several threads may use. Reading and writing it are safe, where
 with a plain variable even that would be an error, a **data race**; but what
 happens between the two is nobody's business:
*/
/// What two threads that add 1 ten million times each make of 0.
func countTogether() -> Int {
  let number = Atomic<Int>(0)
  Threads.split(2) { _ in
    for _ in 0..<10_000_000 {
      let seen = number.load(ordering: .relaxed)
      number.store(seen + 1, ordering: .relaxed)
    }
  }
  return number.load(ordering: .relaxed)
}
//#-hidden-code
record("races") {
  Threads.count = 2
  let counts = (0..<10).map { _ in countTogether() }
  let shared = timeOfCounters(apart: 8)
  let apart = timeOfCounters(apart: 128)
  Threads.count = options.threads
  name("least_count", counts.min()!)
  name("most_count", counts.max()!)
  name("shared_ns", shared, decimals: 1)
  name("apart_ns", apart, decimals: 1)
  claim(
    "two threads that count to ten million each lose some of the twenty",
    counts.min()! < 20_000_000)
  claim(
    "two numbers of one line take more than twice as long as two far apart",
    shared > 2 * apart)
}
//#-end-hidden-code
/*:
 Each of them counts to ten million. Ten runs came to results between
 {{least_count}} and {{most_count}}, where twenty million would be right. (It can
 be less than the ten million of one thread alone: an old value, written back
 late, undoes all that came after it.) The word2vec program of 2013 lets that happen: its threads change the vectors of
 words without asking who else does. Most words are seldom wanted by two threads
 at once, a lost update is one among millions, and learning forgives it. This is
 known as **Hogwild** (Niu et al. 2011), and it's fast. But no two runs agree.
 The library's trainer does it another way: each thread learns on a copy of the
 rows it needs, and the changes are put together in a fixed order. Chapter 4
 shows how.

 There is a trap even where each thread has a number of its own. If the two lie
 on the same cache line, each core must fetch the line from the other before it
 can write, as though they shared it: **false sharing**. Two counters 8 bytes
 apart take {{shared_ns}} ns for each addition, 128 bytes apart {{apart_ns}}.

 You can now share work among threads so that the result doesn't show how many
 there were.

 ## A.11 What a GPU would change

 This book needs no GPU. But it's worth knowing what one would do for you, and
 that can be worked out in advance, with two numbers from a data sheet. Take
 NVIDIA's A100 of 2020: 19.5 trillion operations a second in 32 bits, and 1,555
 GB/s from its own memory.

 It has 108 cores (*streaming multiprocessors*), each with 64 lanes. Its answer
 to waiting is another than a cache. Its threads come in groups of 32 that do the
 same instruction on 32 lanes, a **warp**, and a core keeps up to 64 warps at
 hand, far more than it has lanes for. When one waits for memory the next goes on. The share of the 64 that a program gives it
 is called **occupancy**. By hand: memory takes some hundreds of nanoseconds to
 answer, say 400, and in that time 1,555 GB/s could bring
 $1555 \cdot 400 = 622{,}000$ bytes. To use all of the bandwidth that much must
 always be on its way, 5,760 bytes for each of the 108 cores, or 45 warps with
 32 numbers of 4 bytes. So a GPU wants more than a hundred thousand reads under
 way at any time, where our core wanted six sums.

 What would it gain? The roofline tells, with counts from the formulas. The
 work: a batch of 100 targets by CBOW, rows being looked up, with a softmax over
 all words; the same batch with negative sampling (chapter 4); the product that
 gives an LSTM's scores for 700 words; and one of the LSTM's steps in time
 (chapter 6). Each number that is read or written counts 4 bytes, once for each
 pass over it:
*/
//#-hidden-code
let (sampling, scores) = (works[1], works[2])
//#-end-hidden-code
place(worksTable(gpu))
name("ridge", gpu.ridge, decimals: 1)
name("idle", 100 * sampling.intensity / gpu.ridge, decimals: 0)
name("sampled_us", 1e6 * sampling.bytes / gpu.bytes, decimals: 1)
name("moved_us", 1e6 * scores.bytes / 31.5e9, decimals: 0)
name("scores_us", 1e6 * scores.operations / gpu.operations, decimals: 0)
name("tensor_ridge", 312e12 / gpu.bytes, decimals: 0)
name("half_intensity", 2 * scores.intensity, decimals: 0)
claim(
  "the LSTM's scores are limited by arithmetic, 10 times over", isShown: false,
  scores.intensity > 10 * gpu.ridge)
claim(
  "negative sampling is limited by memory, 10 times over", isShown: false,
  gpu.ridge > 10 * sampling.intensity)
claim(
  "and its batch is done before 5 µs are over", isShown: false,
  gpu.time(sampling) < 5e-6)
/*:
 The GPU's ridge is at {{ridge}} operations a byte. Work above that is limited
 by its arithmetic, and that is the work it was built for: the LSTM's scores, a
 large matrix product. Negative sampling is at the other end. It made word2vec
 fast by doing *few* operations, and the few it does are done with vectors
 fetched from all over a table: the GPU would use {{idle}}% of its arithmetic.

 How does that compare with a core? By the same formula, under the core's own
 roof:
*/
//#-hidden-code
record("gpu") {
  let core = Processor(
    operations: measuredPeak(), bytes: measuredBandwidth(bytes: 1 << 27))
  place(gainsTable(core, gpu))
  place(gpuFigure(core, gpu))
  claim(
    "with a launch, negative sampling gains less than a quarter of what the scores do",
    4 * gainWithLaunch(works[1], core, gpu)
      < gainWithLaunch(works[2], core, gpu))
}
//#-end-hidden-code
/*:
 The GPU has far more of both, so against one core it gains everywhere. But four
 things stand between the table and the gain.

 1. **A launch.** Handing a GPU its work takes some microseconds; the last
    column assumes 5. A batch with negative sampling needs {{sampled_us}} µs of
    memory time, so the GPU would mostly be waiting for us. It wants batches of
    many thousands, in which all targets learn from the vectors as they were
    before the batch.
 2. **Collisions.** In such a batch frequent words come up hundreds of times,
    and all those updates go to one row. Added up in whatever order they arrive,
    they give other bits each time.
 3. **The way there.** Data reach the GPU through a bus, here at 31.5 GB/s. To
    send the three matrices of the LSTM's scores takes {{moved_us}} µs, their
    product {{scores_us}} µs. What a GPU works with has to live there.
 4. **The other side isn't one core.** The vectors of 10,000 words are 8 MB,
    which the caches hold, and bytes come faster from there than the table
    assumes (the GPU has a cache too). And a server's processor has dozens of
    cores.

 Gupta and Khare (2017) wrote word2vec for GPUs, with much care: with eight of
 them it ran 9 times as fast as with eight threads of a processor. For the
 LSTM's scores the table's gain is within reach, and there is more to be had. A
 GPU's **tensor cores** multiply small blocks of matrices as a single
 instruction, with factors of 16 bits and sums in 32, the rule of section A.9
 cast in silicon. With them the same GPU does 312 trillion operations a second.
 The ridge moves to {{tensor_ridge}} operations a byte, and the scores, whose
 numbers take half the bytes now, reach {{half_intensity}}. It is one reason why
 large language models are made of large matrix products: little else keeps such
 a machine busy.

 You can now say, before you rent one, whether a GPU would help your program.

 ## Summary

 - A `Float` has 24 bits, and each addition rounds to them. The same bits
   everywhere are a promise about the order of additions.
 - A core's peak is its clock times its lanes times what it starts in a tick. It
   takes many independent sums to get there.
 - Memory comes in lines of 64 bytes, and caches keep what was used last. A core
   does tens of thousands of operations in the time that one number takes to
   come from far away.
 - Lanes, tiles, packing and threads change *when* each sum goes on, never the
   order within it. So a product's bits need not depend on machine or threads.
   Blocked sums have bits of their own, nearer to the truth.
 - Count before you time. Operations and bytes say which roof is above you.
 - Learn in 32 bits, multiply in 16, add up in 32.
 - Threads share out results, never a sum.

 ## What can go wrong

 | what you see | look here first |
 |---|---|
 | a loop over a matrix is ten times as slow as it should be | it walks by columns |
 | 512 × 512 takes far longer than 500 × 500 | rows whose length is a power of two crowd into a few sets of the cache |
 | lanes bring nothing | a sum in one chain: give it several |
 | an `InlineArray` makes a loop a hundred times as slow | its loop wasn't unrolled, so it lives in memory: keep it to eight rounds |
 | two threads are slower than one | pieces of a few microseconds; or both write to the same line of memory |
 | two runs with one seed differ | threads that change the same rows, or an order that depends on how many there are |
 | the weights stand still in 16 bits | steps smaller than half of a weight's last bit: keep the weights in 32 |
 | gradients of zero in Float16 | they were below half of $6 \cdot 10^{-8}$: scale the loss |
 | the loss is `inf` in Float16 | something went beyond 65,504 |
 | a faster processor isn't faster | the program waits for memory: count its bytes |

 ## Exercises

 Five are for the machine to judge. **Exercise A.1** (section A.1) reads a number
 from its 32 bits. **Exercise A.2** (there as well) is `bfloat16` once more, with
 ties to the number whose last bit is 0, and with infinity and `nan` left as they
 are. **Exercise A.3** (section A.2) is a sum in blocks, **Exercise A.4** (section
 A.3) one in lanes. **Exercise A.5** (section A.6) is a matrix product on plain
 arrays that goes through $p$ in blocks, in the order of version 5. The others
 want paper first.

 **Exercise A.6** ★ How many `Float`s are there from 1 up to but not including
 2? And from 1,024 up to 1,025?

 <details><summary>Answer</summary>

 $2^{23} = 8{,}388{,}608$, as all of them have the same exponent and the
 fraction has 23 bits. Between 1,024 and 2,048 there are as many, so one 1,024th
 of that lies between 1,024 and 1,025: 8,192.

 </details>

 **Exercise A.7** ★ Adam (chapter 1) updates a weight from its gradient and two
 running means. Some twelve operations, four numbers read and three written: is
 it memory-bound or compute-bound? Would lanes help?

 <details><summary>Answer</summary>

 12 operations with $7 \cdot 4 = 28$ bytes are 0.43 a byte, far left of any
 ridge. It waits for memory, and lanes only help to wait sooner. To do it right
 after the gradient was made, while that is still in the cache, does help.

 </details>

 **Exercise A.8** ★★ Exchange the loops of version 2 so that $p$ is outermost.
 Are the bits still the same? How many lines are fetched for 1,000
 multiply-adds, for matrices far larger than the cache?

 <details><summary>Answer</summary>

 The bits are the same: each $c_{ij}$ still takes its products in the order of
 $p$. The lines are about as many as before. For each $p$ the loops go once
 through all of C, along its rows, and that is one line in sixteen
 multiply-adds, 62.5 in 1,000; B's row stays in the cache. In version 2 it is
 the other way round: C's row stays, B goes by.

 </details>

 **Exercise A.9** ★★ A tile of 4 × 16 makes 4 multiply-adds with lanes in a
 step, for 5 loads. Work out the same for 6 × 16, 4 × 32 and 8 × 32. Which is
 best, and what speaks against it? Then write `tile` for the others, and time
 them.

 <details><summary>Answer</summary>

 6 for 7 loads, 8 for 6, and 16 for 10: the larger the tile, the fewer loads.
 But it has to stay in the registers. With AVX2 there are sixteen, each with
 eight numbers. The sums of 6 × 16 take twelve, those of 4 × 32 all sixteen and
 those of 8 × 32 twice as many as there are, so some of these live in memory, and
 each step loads and stores them. With AVX-512 there are 32 of sixteen numbers,
 of which 8 × 32 takes half. The library takes 6 × 16 in the first case, and
 12 × 32 in the second.

 </details>

 **Exercise A.10** ★★ What would storing in 8 bits cost? Round each vector of
 section A.9 to multiples of its largest number over 127, and count the
 neighbors that stay.

 <details><summary>Answer</summary>

 Of 100 neighbors, {{kept8}} stay, at a quarter of the memory. A number errs by
 at most $1/254$ of the largest one of *its own* vector. With one step for the
 whole table, short vectors would suffer.

 </details>

 **Exercise A.11** ★★ Of a training step 95% can be split. How much do 8 threads
 gain, and how many would it take to gain 15?

 <details><summary>Answer</summary>

 $1 / (0.05 + 0.95 / 8) = 5.9$. For 15: $0.95 / t = 1/15 - 0.05 = 1/60$, so
 $t = 57$. No number of threads gains more than 20.

 </details>

 ## References

 - IEEE. *Standard for floating-point arithmetic.* IEEE 754-2019.
 - D. Goldberg. *What every computer scientist should know about floating-point
   arithmetic.* ACM Computing Surveys 23, 1991.
 - N. Higham. *The accuracy of floating point summation.* SIAM Journal on
   Scientific Computing 14, 1993.
 - U. Drepper. *What every programmer should know about memory.* 2007.
 - K. Goto, R. van de Geijn. *Anatomy of high-performance matrix
   multiplication.* ACM Transactions on Mathematical Software 34, 2008.
 - S. Williams, A. Waterman, D. Patterson. *Roofline: an insightful visual
   performance model for multicore architectures.* Communications of the ACM 52,
   2009.
 - P. Micikevicius et al. *Mixed precision training.* ICLR 2018.
 - D. Kalamkar et al. *A study of BFLOAT16 for deep learning training.*
   arXiv:1905.12322, 2019.
 - G. Amdahl. *Validity of the single processor approach to achieving large
   scale computing capabilities.* AFIPS 1967.
 - F. Niu, B. Recht, C. Ré, S. Wright. *Hogwild!: a lock-free approach to
   parallelizing stochastic gradient descent.* NIPS 2011.
 - S. Gupta, V. Khare. *BlazingText: scaling and accelerating word2vec using
   multiple GPUs.* MLHPC 2017.
 - NVIDIA. *A100 Tensor Core GPU* (data sheet, 40 GB). 2020.
*/
//#-hidden-code
let largest = table.map(abs).max(axis: 1, keepingAxis: true)
let rounded8 = (table / largest * 127).map { $0.rounded() } * largest / 127
let kept8 = try neighborsKept(table, rounded8)
var outermost = Cache()
for p in 0..<2 {
  for i in 0..<side {
    for j in 0..<side {
      outermost.touch(4 * (i * side + p))
      outermost.touch(4 * ((side + p) * side + j))
      outermost.touch(4 * ((2 * side + i) * side + j))
    }
  }
}
//#-end-hidden-code
name("kept8", 100 * kept8, decimals: 1)
claim(
  "with p outermost, a line is fetched for sixteen multiply-adds",
  isShown: false,
  abs(Double(outermost.fetched) / Double(2 * side * side) - 0.0625) < 0.003)
claim(
  "as many Floats lie between 1 and 2 as the exercise says", isShown: false,
  Float(2).bitPattern - Float(1).bitPattern == 8_388_608
    && Float(1025).bitPattern - Float(1024).bitPattern == 8192)
claim(
  "8 threads gain 5.9 where 95% splits", isShown: false,
  abs(amdahl(0.95, 8) - 5.9) < 0.05)
weaveChapter()
