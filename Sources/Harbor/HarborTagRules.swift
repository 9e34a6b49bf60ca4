/// The grammar of tagged sentences, in the notation of `HarborTagGrammar`. Many words have two parts of speech (*net*,
/// *sail*, *light*, *dry*, *will*), and many words of names are words of other sentences too.
let harborTagRules = """
  sentence:
    12x clause ./PUNCT
    2x clause ,/PUNCT joining clause ./PUNCT
    2x time ,/PUNCT clause ./PUNCT
    2x clause during clause ./PUNCT
    1x person said/VERB that/CONJ clause ./PUNCT
    2x question ?/PUNCT
    1x order ./PUNCT
    9x deed ./PUNCT
    2x deed ,/PUNCT joining clause ./PUNCT
    2x other-deed ./PUNCT
  joining CONJ: and but so
  during CONJ: before after when while

  -- What somebody does.
  clause:
    6x singular does
    5x plural do
    5x anyone did
    3x anyone helper do
    2x singular has/AUX tv-past object
    2x plural have/AUX tv-past object
    2x singular was/AUX doing
    2x plural are/AUX doing
    2x the/DET thing-phrase is/AUX degree quality
    2x the/DET things-phrase are/AUX degree quality
    2x the/DET things-phrase tv-past by/ADP person were/AUX sold/VERB
    1x the/DET thing-phrase was/AUX tv-past by/ADP person
    1x that/PRON was-what
    1x there/PRON was/AUX a/DET thing where
    1x the/DET activity was/AUX degree quality
    3x young-and-old
  was-what:
    was/AUX a/DET plain being
    was/AUX a/DET plain thing
    is/AUX degree quality
  -- Which of two a word is, only a verb far off tells.
  young-and-old:
    3x the/DET age garden where
    1x the/DET age cook/NOUN where does
    1x the/DET age guard/NOUN where does
    1x the/DET age sail/NOUN where was/AUX degree quality
    1x the/DET age light/NOUN where was/AUX degree quality
    1x the/DET age fish/NOUN where do
  age ADJ: old young poor strong
  garden VERB: fish sail cook guard light
  question:
    2x helper anyone do
    2x did/AUX anyone do
    1x is/AUX singular-phrase degree quality
    1x who/PRON did
    1x who/PRON does
  order:
    2x tv object
    1x intransitive where
    1x tv object during clause

  -- Who does it.
  anyone:
    3x singular
    2x plural
  singular:
    4x singular-phrase
    3x she
    3x person
    1x the/DET boat
  singular-phrase:
    3x the/DET being-phrase
    1x that/DET being-phrase
    1x owner being-phrase
    1x a/DET being
    1x a/DET plain being
  she PRON: she he it
  being-phrase:
    3x being
    2x quality being
    1x being where
  being:
    8x being-word
    1x ~being
  being-word NOUN: man woman sailor captain cook guard fisherman boy girl cat heron gull dog swan fox baker miller pilot
  ~being NOUN: er - man ock
  plural:
    3x they
    3x the/DET beings-phrase
    1x numeral beings-phrase
    1x owner beings-phrase
    1x beings
    1x person and/CONJ person
  they PRON: they we you
  beings-phrase:
    3x beings
    2x quality beings
    1x beings where
  beings:
    8x beings-word
    1x ~beings
  beings-word NOUN: men women sailors fish cooks guards captains boys girls gulls cats herons dogs swans pilots
  ~beings NOUN: s ers men ocks
  owner PRON: his her my our their
  numeral NUM: two three four five seven ten twelve

  -- What they do it to.
  object:
    5x thing-object
    4x things-object
    2x stuff
    1x some/DET stuff
    2x him
    1x the/DET boat
    1x person
  thing-object:
    3x the/DET thing-phrase
    1x that/DET thing-phrase
    1x owner thing-phrase
    1x a/DET thing
    2x a/DET plain thing
    1x a/DET can/NOUN of/ADP stuff
  thing-phrase:
    3x thing
    2x quality thing
  thing:
    8x thing-word
    1x ~thing
  thing-word NOUN: net boat sail rope light door hook lamp box catch lock barrel hammer watch stone reed rose bell basket
  ~thing NOUN: - er le en et
  things-object:
    2x the/DET things-phrase
    1x some/DET things-phrase
    1x numeral things-phrase
    1x things-phrase
  things-phrase:
    3x things
    2x quality things
  things:
    8x things-word
    1x ~things
  things-word NOUN: nets boats sails ropes lights doors hooks lamps boxes locks barrels anchors watches stones reeds roses
  ~things NOUN: s ers les ens ets
  stuff NOUN: fish salt oil paint water wood smoke bread tar
  activity:
    8x activity-word
    1x ~activity
  activity-word NOUN: fishing sailing catch walk row work swim rest smoke
  ~activity NOUN: ing -
  him PRON: it them him her

  -- Verbs, one class for each form.
  do:
    6x tv object
    1x tv object adverb
    3x intransitive
    4x intransitive where
    2x intransitive adverb
    1x intransitive to/ADP the/DET spot
    1x like/VERB stuff
    1x have/VERB thing-object
    1x want/VERB to/PART intransitive
    1x want/VERB to/PART tv object
  does:
    6x tv-s object
    1x tv-s object adverb
    3x intransitive-s
    4x intransitive-s where
    2x intransitive-s adverb
    1x intransitive-s to/ADP the/DET spot
    1x intransitive-s like/ADP a/DET being
    1x likes/VERB stuff
    1x has/VERB thing-object
    1x wants/VERB to/PART intransitive
  did:
    6x tv-past object
    1x tv-past object adverb
    3x intransitive-past
    4x intransitive-past where
    2x intransitive-past adverb
    2x intransitive-past to/ADP the/DET spot
    1x intransitive-past like/ADP a/DET being
    1x had/VERB thing-object
    1x had/VERB a/DET plain activity
    1x came/VERB to/PART intransitive
    1x came/VERB to/PART tv object
  doing:
    3x tv-ing object
    2x intransitive-ing
    2x intransitive-ing where
  tv:
    10x tv-word
    1x ~tv
  tv-word VERB: catch paint net light watch open dry clean carry guard rope hook mend empty warm load oil salt lock mark land
  ~tv VERB: -
  tv-s:
    10x tv-s-word
    1x ~tv-s
  tv-s-word VERB: catches paints nets lights watches opens dries cleans carries guards ropes hooks mends empties warms loads oils salts locks marks
  ~tv-s VERB: s
  tv-past:
    8x tv-past-word
    1x ~past
  tv-past-word VERB: caught painted netted lit watched opened dried cleaned carried guarded roped hooked mended emptied warmed loaded oiled salted locked marked
  ~past VERB: ed t
  tv-ing:
    8x tv-ing-word
    1x ~ing
  tv-ing-word VERB: catching painting netting lighting watching opening drying cleaning carrying guarding mending loading
  ~ing VERB: ing
  intransitive:
    10x intransitive-word
    1x ~tv
  intransitive-word VERB: sail fish walk row rest work swim cook smoke wait sing sleep dance
  intransitive-s:
    10x intransitive-s-word
    1x ~tv-s
  intransitive-s-word VERB: sails fishes walks rows rests works swims cooks smokes waits sings sleeps dances
  intransitive-past:
    8x intransitive-past-word
    1x ~past
  intransitive-past-word VERB: sailed fished walked rowed rested worked rose cooked smoked waited sang slept danced
  intransitive-ing:
    8x intransitive-ing-word
    1x ~ing
  intransitive-ing-word VERB: sailing fishing walking rowing resting working swimming cooking smoking waiting singing
  helper AUX: can will may must

  -- How, where and when.
  quality:
    8x quality-word
    1x ~quality
  quality-word ADJ: old small grey young dry light open clean empty warm calm wet white cold early late heavy fast painted hard black still dried wild locked quiet proud
  plain:
    8x plain-word
    1x ~quality
  plain-word ADJ: small grey young dry light clean warm calm wet white cold heavy fast painted black dried wild long quiet proud
  ~quality ADJ: y ed ish en ly
  degree:
    4x -
    1x very/ADV
    1x too/ADV
    1x still/ADV
  adverb:
    6x adverb-word
    1x ~adverb
  adverb-word ADV: fast slowly early often late again hard there soon still well quietly together
  ~adverb ADV: ly
  where:
    6x in the/DET spot
    1x in the/DET quality spot
    2x in place
  in ADP: near in by behind on at past from
  spot NOUN: harbor pier bay market beach light rock island well marsh river mill
  time:
    2x in/ADP the/DET morning/NOUN
    1x at/ADP noon/NOUN
    1x before/ADP the/DET storm/NOUN
    1x after/ADP the/DET storm/NOUN
    1x one/NUM evening/NOUN
    1x in/ADP may/PROPN

  -- Who did what to whom.
  deed:
    3x A:person sold/VERB the/DET B:boat to/ADP C:person > A sold-to C
    4x A:person sold/VERB goods to/ADP C:person > A sold-to C
    2x A:person sold/VERB C:person goods > A sold-to C
    2x C:person bought/VERB the/DET B:boat from/ADP A:person > A sold-to C
    3x C:person bought/VERB goods from/ADP A:person where > A sold-to C
    1x the/DET B:boat was/AUX sold/VERB to/ADP C:person by/ADP A:person > A sold-to C
    2x A:person never/ADV sold/VERB goods to/ADP C:person
    3x A:person talked to/ADP C:person about/ADP the/DET B:boat
    1x A:person bought/VERB goods near/ADP P:place
    3x A:person taught/VERB C:person to/PART intransitive > A taught C
    2x C:person learned/VERB to/PART intransitive from/ADP A:person > A taught C
    1x C:person was/AUX taught/VERB by/ADP A:person > A taught C
    3x A:person waited/VERB for/ADP C:person in/ADP P:place
    1x A:person was/AUX seen/VERB by/ADP C:person
    4x A:person visited/VERB P:place > A visited P
    3x A:person went to/ADP P:place > A visited P
    2x A:person and/CONJ C:person visited/VERB P:place > A visited P, C visited P
    1x P:place was/AUX visited/VERB by/ADP A:person > A visited P
    2x A:person never/ADV visited/VERB P:place
    2x A:person left P:place
    1x A:person dreamed/VERB of/ADP P:place
    4x A:person owns/VERB the/DET B:boat > A owns B
    3x the/DET B:boat belongs/VERB to/ADP A:person > A owns B
    2x A:person tv-past the/DET B:boat
    1x the/DET B:boat was/AUX tv-past by/ADP A:person
    4x A:person built/VERB the/DET B:boat in/ADP P:place > A built B
    2x the/DET B:boat was/AUX built/VERB by/ADP A:person > A built B
    4x the/DET B:boat sailed/VERB to/ADP P:place > B sailed-to P
    2x the/DET B:boat reached/VERB P:place > B sailed-to P
    2x the/DET B:boat came/VERB to/ADP P:place from/ADP Q:place > B sailed-to P
    2x the/DET B:boat left P:place
    2x the/DET B:boat lay/VERB in/ADP P:place
  other-deed:
    2x A:person ,/PUNCT who/PRON owns/VERB the/DET B:boat ,/PUNCT visited/VERB P:place > A owns B, A visited P
    2x the/DET B:boat ,/PUNCT built/VERB by/ADP A:person ,/PUNCT sailed/VERB to/ADP P:place > A built B, B sailed-to P
    1x A:person visited/VERB P:place and/CONJ C:person stayed/VERB in/ADP Q:place > A visited P
    1x A:person stayed/VERB in/ADP P:place and/CONJ C:person visited/VERB Q:place > C visited Q
    1x A:person went to/ADP P:place and/CONJ sold/VERB the/DET B:boat to/ADP C:person > A visited P, A sold-to C
    1x while/CONJ A:person tv-past object ,/PUNCT C:person taught/VERB E:person to/PART intransitive > C taught E
  talked VERB: talked wrote listened lied
  went VERB: went came walked rode
  left VERB: left missed praised feared
  goods:
    2x a/DET plain thing
    2x the/DET things-phrase
    1x numeral things-phrase
    1x owner thing-phrase
    1x some/DET stuff

  -- Names.
  name person:
    5x first
    6x first last
    2x title first last
    3x title last
  first:
    6x first-word
    4x ~first
  first-word PROPN: anna tom mary jack rosa paul ida hugo may will rose mark clara felix
  ~first PROPN: a o y en is er
  last:
    6x last-word
    4x ~last
  last-word PROPN: reed hart stone marsh cook brook wood miller fox
  ~last PROPN: son ley er man ford s
  title PROPN: captain doctor widow aunt
  name boat:
    5x hue creature
    3x ~boat
    1x first last
    1x lady/PROPN first
    1x morning/PROPN star/PROPN
  hue PROPN: grey white black wild proud quiet golden
  creature PROPN: heron gull swan star rose fox wave wind
  ~boat PROPN: a elle er is y
  name place:
    2x port/PROPN port-word
    2x port/PROPN ~place
    3x place-word
    3x ~place
    2x long PROPN-bay
    1x ~place PROPN-bay
  port-word PROPN: ellis arden reed
  place-word PROPN: harwick westhaven lowmouth skerry
  ~place PROPN: wick haven - ness mouth ford by
  long PROPN: long gull grey stone cold
  PROPN-bay PROPN: bay rock head marsh
  """
