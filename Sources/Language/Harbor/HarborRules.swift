/// The stories of the harbor, in the notation of `HarborNotation`.
let harborRules = """
    story:
      4x @worker @work
      3x @traveler @voyage
      3x @guest @family
      3x @owner @pets
      2x @noble @court
      2x @cook @table
      2x @player @feast

    -- Who the story is about: G is he or she, Hero the name.
    hero:
      (G=gender) [Hero=G.called]
    worker:
      @hero was a [Job=job] who worked hard {from morning till night|for little money|all year} .
      there was once a [Job=job] called @hero .
      everybody in town knew @hero the [Job=job] .
    traveler:
      @hero lived on a [Ship=boat] and loved the sea .
      one day in [month] @hero went to sea on a [Ship=boat] .
      far from home sailed a young captain called @hero on a [Ship=boat] .
    guest:
      (F=gender) {once|one day|in [month]} the [Kin=folk/F] of @hero came to visit .
      (F=gender) @hero had only one [Kin=folk/F] and loved [F/him] very much .
    owner:
      @hero had a [Pet=animal] and gave it a [color] ribbon .
      on the way home @hero found a hungry [Pet=animal] .
      in a small house lived @hero with a [Pet=animal] .
    noble:
      (G=gender) long ago there lived a [Folk=folk/G] called [Hero=G.called] .
      (G=gender) (Folk=folk) this is the tale of [Hero=G.called] the [Folk.way] [Folk/G] .
    cook:
      @hero was hungry {as a wolf|after a long walk|again} .
      it was noon and @hero laid the table for [numeral] guests .
    player:
      @hero bought a [color] [Thing=instrument] for [numeral] coins .
      there was music in the square and @hero played the [Thing=instrument] .

    -- What happens next.
    work:
      5x @work-line @work
      7x @any @work
      2x @farewell
    voyage:
      5x @voyage-line @voyage
      7x @any @voyage
      2x @farewell
    family:
      5x @family-line @family
      7x @any @family
      2x @farewell
    pets:
      5x @pet-line @pets
      7x @any @pets
      2x @farewell
    court:
      5x @court-line @court
      7x @any @court
      2x and so the [Folk/G] lived happily {ever after|for many years} .
    table:
      5x @table-line @table
      7x @any @table
      2x @farewell
    feast:
      5x @feast-line @feast
      7x @any @feast
      2x @farewell
    farewell:
      then [Hero] {went home and slept|blew out the candle|said good night} .
      and that is all we know of [Hero] .

    -- What only this hero does.
    work-line:
      3x (v=Job.does) like all good [Job/many] [G/he] [v/one] the [v.what] {at the [Job.at]|} .
      2x (v=Job.does) {in the morning|after lunch} the [Job] [v/past] {the|another} [v.what] .
      2x the [Job] took [G/his] [Job.tool] and went to the [Job.at] .
      1x without [G/his] [Job.tool] a [Job] is lost , said [Hero] .
      1x (v=Job.does) who else can [v] the [v.what] ?
    voyage-line:
      3x (n=country) the [Ship] brought [n.goods] from [n/capital] .
      2x {at noon|at midnight|soon} the [Ship] came to the port of [n=country/capital] in [n] .
      2x the [Ship] lay in the [Ship.near] and [Hero] looked at the [Ship.mate] .
      2x the [Ship] was [t=Ship.trait] but the [n=boat!Ship] was [t/more] .
      1x a [weather] came and the [Ship] lost its [Ship.mate] .
    family-line:
      3x the [Kin/F] showed [Hero] [F/his] [Kin.owns] .
      2x the [Kin/F] was [Kin.way] and [Hero] liked [F/him] .
      2x [Hero] met the [Kin/F] in the [Kin.home] and gave [F/him] a [flower] .
    pet-line:
      3x the [Pet] [Pet.noise] and [Hero] gave it some [Pet.food] .
      2x the [Pet] slept in the [Pet.near] .
      2x [Hero] called the [Pet] but it hid in the [Pet.near] .
      1x was the [Pet] [Pet.trait] ?
      1x soon the [Pet] had a [Pet/young] .
    court-line:
      3x the [Folk/G] sat in the [Folk.home] and looked at [G/his] [Folk.owns] .
      2x the [Folk/G] was [Folk.way] and loved [G/himself] .
      2x nobody had a [color] [Folk.owns] but the [Folk/G] .
      1x where is my [Folk.owns] , asked the [Folk/G] ?
    table-line:
      3x [Hero] ate [n=food] with [n.with] {and was happy|and wanted more|} .
      2x [Hero] filled a cup with [d=drink] .
      2x the [n=food] was [n.trait] and the [d=drink] was [d.trait] .
      1x [Hero] put the [vegetable/many] in the {pot|pan} .
      1x is there no [food] left , asked [Hero] ?
    feast-line:
      3x on the [Thing] [Hero] played a [Thing.tune] and [numeral] people danced .
      2x the [Thing] sounded [Thing.trait] and a [n=instrument!Thing] answered .
      2x play the [Thing.tune] again , said the [folk/ms] .

    -- What anybody does.
    any:
      30x @deed .
      6x @animals .
      4x @sea .
      4x @people .
      4x @world .
      6x @compare .
      10x @agree .
      8x @home .
      4x @season .

    who:
      5x [G/he]
      2x [Hero]
    deed:
      8x {yesterday|last night|last week} @who @did
      8x {every day|every morning|on [day/name]} @who @does
      6x {now|today|at this moment} @who is @doing
      2x {all day|while it rained} @who was @doing
      4x @who {wanted|hoped|tried|had} to @do
      4x @who {will|can|must} @do {tomorrow|soon}
      3x the [j=job/many] (v=j.does) [v] the [v.what] {every day|together}
    did:
      6x (v=verb) [v/past] @what
      2x (m=motion) [m/past] to the [m.to]
      1x (a=act) [a/past] [a.manner]
    does:
      6x (v=verb) [v/one] @what
      2x (m=motion) [m/one] to the [m.to]
      1x (a=act) [a/one] [a.manner]
    doing:
      6x (v=verb) [v/ing] @what
      2x (m=motion) [m/ing] to the [m.to]
      1x (a=act) [a/ing] [a.manner]
    do:
      6x (v=verb) [v] @what
      2x (m=motion) [m] to the [m.to]
      1x (a=act) [a] [a.manner]
    what:
      4x the [v.what]
      2x [G/his] [v.what]
      3x (p=v.at) the [v.what] [p/at] the [p]

    animals:
      (n=animal) the [n] [n.noise] {all night|in the [n.near]|and ate [n.food]}
      (n=creature) the [n] [n.noise] {all night|in the [n.near]|and ate [n.food]}
      (n=animal) the little [n/young] followed its mother the [n] to the [n.near]
      (n=animal) [numeral] [n/many] lived in the [n.near] and ate [n.food]
      (n=creature) [numeral] [n/many] lived in the [n.near] and ate [n.food]
      (n=animal) a [n/young] drinks milk until it is a big [n]
      (n=animal) give the [n/young] some [n.food]
    sea:
      [numeral] [n=boat/many] lay in the [n.near]
      the [n=boat] needed a new [n.mate]
      the fishermen caught [numeral] [n=fish/many] in the [n.near]
      @who served the [n=fish] with [n.mate]
      the [n=boat] was full of [fish]
      (n=boat) what a [n.trait] [n]
    people:
      3x (g=gender) the [n=folk/g] put [g/his] [n.owns] in the [n.home]
      2x (g=gender) the [n=folk/g] is [n.way] and thinks only of [g/himself]
      2x (g=gender) [g/he] is the [n=folk/g] of the [n.home]
      1x the [n=folk/ms] came to the [n.home] with their wives
      1x the [n=folk/fs] came to the [n.home] with their husbands
      2x the [n=job] left [G/his] [n.tool] at the [n.at]
      1x [numeral] [n=job/many] met in the [n.at]
    world:
      3x (n=country) [n/capital] is the capital of [n]
      3x (n=country) the people of [n] sell [n.goods] and eat [n.dish]
      3x (n=country) a train from [n/capital] brought [n.goods] and [n.dish]
      3x (n=country) @who met a [n/people] sailor who spoke of the [n.sight]
      2x (n=country) the [n.sight] stands in the middle of [n/capital]
      2x (n=country) there is a [n.sight] in [n]
      2x (n=country) @who learned to speak [n/people] and to cook [n.dish]
      2x (n=country) [n/people] [n.goods] cost much money
    compare:
      4x (t=quality) the [n=t<trait] {is|was} [t/more] than the [t<trait!n]
      3x (t=quality) of all the [n=t<trait/many] this was the [t/most]
      3x (t=quality) the [t/most] [n=t<trait] in the world is here
      3x (t=quality) the [n=t<trait] {is|was} {very|too|so} [t]
      1x (t=quality) as [t] as a [t<trait]

    -- One and many, near and far.
    agree:
      4x @head the *[s/N] @mod [N/be^] [s.trait]
      3x @head the *[s/N] @mod [N/was^] [s.trait]
      3x (N=number) the *[j=job/N] @mod (v=j.does) [v/N^] the [v.what]
      2x @head [N/this] *[s/N] [N/be^] [s.trait]
    head:
      (N=number) (s=boat)
      (N=number) (s=tool)
      (N=number) (s=animal)
      (N=number) (s=flower)
      (N=number) (s=garment)
      (N=number) (s=furniture)
      (N=number) (s=fruit)
      (N=number) (s=tree)
    mod:
      4x
      4x (M=number) near the [place/M]
      3x (M=number) that the [job/M] saw in [month]
      2x (M=number) (L=number) that the [job/M] near the [place/L] {liked|bought|painted}

    home:
      the [n=furniture] stands in the [n.near] with a [n.mate]
      @who bought a [color] [n=garment] with a [n.mate]
      @who wore the [n=garment] on [G/his] [n.worn]
      the [n=room] has a [n.furniture] and a [n.furniture]
      @who used a [n=tool] and a [n.mate]
      @who ate [n=food] with [n.with]
      (n=drink) @who drank a [n.from] of [n]
      [numeral] [n=fruit/many] from the [n.near] make a good [n.mate]
      [numeral] [n=vegetable/many] from the [n.near] go well with [n.mate]
      the [n=flower/many] in the [n.near] grow by the [n.mate]
      the [n=tree/many] in the [n.near] are old and a [n.mate] fell down
      [G/his] [n=body] was [n.trait]
    season:
      in [n=month/name] there is [n.sky]
      in [n=month/name] [n.season] begins
      the [n=weather] fell on the [n.fell]
      when the [n=weather] came @who took a [n.wears]
      on [n=day/name] everybody is busy with [n.chore]
  """
