/// The stories of the primer, in the notation of `HarborNotation`: fewer things than in the others, in
/// plainer sentences, so that a small model can learn the whole grammar. It is still true that heroes
/// keep name, trade and gender to the end, and that a verb agrees with a head that may be far away.
let harborPrimer = """
    story:
      (G=gender) [Hero=G.called] was a [Job=job] {in|near|from} [country] . @lines
    lines:
      9x @line @lines
      1x then [G/he] {went home|fell asleep|said good night} .
    line:
      8x @agree
      9x [G/he] @did .
      1x [Hero] @did .
      1x the [Job] @did .
      3x {in [month/name]|on [day/name]} [G/he] @did .

    -- One and many, near and far.
    agree:
      6x @head the *[s/N] @mod [N/be^] {|very|too} [quality] .
      3x @head the *[s/N] @mod [N/was^] [quality] .
      2x @head [N/this] *[s/N] @mod [N/belong^] to [G/him] .
      1x @head [N/some] [color] *[s/N] @mod [N/cost^] [numeral] coins .
    head:
      1x (N=number) (s=boat)
      1x (N=number) (s=animal)
      1x (N=number) (s=garment)
    mod:
      6x
      3x (M=number) {near|behind} the [place/M]
      2x (M=number) that the [job/M] {saw|liked|praised}
      1x (M=number) (L=number) that the [job/M] near the [place/L] {saw|liked|praised}

    -- What the hero does.
    did:
      4x {saw|found|lost|wanted|liked|dropped} @thing
      3x {slept|sat|sang|danced} (p=place) [p/at] the [p]
      2x went to the [place]
      2x (v=verb) (o=v.what) [v/past] the [o]
      1x [act/past] (p=place) [p/at] the [p]
      1x took [G/his] [tool]
    thing:
      2x {the|a|[G/his]} [animal]
      2x {the|a|[G/his]} [color] [garment]
      2x [numeral] [boat/many]
      1x {the|a|[G/his]} [tool]
      1x some [food]
      1x some [drink]
  """
