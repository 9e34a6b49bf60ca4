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
      @hero was a [Job=job] {from|in|near} [country] .
      there was once a [Job=job] called @hero .
      everybody knew @hero the [Job=job] .
    traveler:
      @hero lived on a [color] [Ship=boat] .
      one day in [month/name] @hero went to sea on a [Ship=boat] .
      far from home lived @hero on a [Ship=boat] .
    guest:
      (F=gender) in [month/name] the [Kin=folk/F] of @hero came to visit .
      (F=gender) @hero had only one [Kin=folk/F] and loved [F/him] .
    owner:
      @hero had a [Pet=animal] and gave it a [color] ribbon .
      on the way to the [place] @hero found a hungry [Pet=animal] .
    noble:
      (G=gender) long ago lived a [Folk=folk/G] called [Hero=G.called] .
      (G=gender) (Folk=folk) this is the tale of [Hero=G.called] the [Folk.way] [Folk/G] .
    cook:
      @hero was hungry and laid the table for [numeral] guests .
      one [day/name] @hero invited the [job/many] to dinner .
    player:
      @hero got a [color] [Thing=instrument] for [numeral] coins .
      there was music (p=place) [p/at] the [p] and @hero tried the [Thing=instrument] .

    -- What happens next.
    work:
      5x @work-line @work
      11x @any @work
      1x @farewell
    voyage:
      5x @voyage-line @voyage
      11x @any @voyage
      1x @farewell
    family:
      5x @family-line @family
      11x @any @family
      1x @farewell
    pets:
      5x @pet-line @pets
      11x @any @pets
      1x @farewell
    court:
      5x @court-line @court
      11x @any @court
      1x and so the [Folk/G] lived happily ever after .
    table:
      5x @table-line @table
      11x @any @table
      1x @farewell
    feast:
      5x @feast-line @feast
      11x @any @feast
      1x @farewell
    farewell:
      then [Hero] {went home|fell asleep|said good night} .
      good night , [Hero] .

    -- What only this hero does.
    work-line:
      3x (w=G) (v=Job.does) (o=v.what) like all [Job/many] [G/he] [v/one] @object .
      3x (w=G) (v=Job.does) (o=v.what) {in the morning|after lunch|at night} the [Job] [v/past] @object @where .
      2x the [Job] took [G/his] [Job.tool] and went to the [Job.at] .
      2x without [G/his] [Job.tool] a [Job] is lost .
      1x (w=G) (v=Job.does) (o=v.what) who else can [v] @object ?
    voyage-line:
      4x (n=country) the [Ship] {brought|lost|delivered} [n.goods] from [n/capital] .
      3x {at noon|at midnight|soon} the [Ship] came to [n=country/capital] in [n] .
      2x the [Ship] lay (p=Ship.near) [p/at] the [p] and [Hero] looked at the [Ship.mate] .
      2x the [Ship] was [t=Ship.trait] but the [boat!Ship] was [t/more] .
      1x {a|another} [weather] came and the [Ship] lost its [Ship.mate] .
    family-line:
      3x the [Kin/F] showed [Hero] [F/his] [color] [Kin.owns] .
      3x the [Kin/F] was [Kin.way] and [Hero] liked [F/him] .
      3x [Hero] met the [Kin/F] (p=Kin.home) [p/at] the [p] and gave [F/him] a [flower] .
    pet-line:
      3x the [Pet] [Pet.noise] and [Hero] gave it some [Pet.food] .
      3x {yesterday|at night|again} the [Pet] slept (p=Pet.near) [p/at] the [p] .
      2x [Hero] called the [Pet] but it slept {behind|under|near} the [furniture] .
      1x was the [Pet] [Pet.trait] ?
      1x soon the [Pet] had a [Pet/young] .
    court-line:
      3x the [Folk/G] sat (p=Folk.home) [p/at] the [p] and looked at [G/his] [Folk.owns] .
      2x the [Folk/G] was [Folk.way] and loved [G/himself] .
      2x nobody had a [color] [Folk.owns] but the [Folk/G] .
      1x where is my [Folk.owns] , asked the [Folk/G] ?
    table-line:
      4x [Hero] served [n=food] with [n.with] and [drink] .
      3x (n=drink) [Hero] filled a [n.from] with [n] .
      3x the [n=food] was [n.trait] and the [d=drink] was [d.trait] .
      1x is there {no|some} [food] left , asked [Hero] ?
    feast-line:
      4x [Hero] performed a [Thing.tune] and [numeral] [job/many] clapped .
      3x the [Thing] sounded [Thing.trait] and a [instrument!Thing] answered .
      2x (g=gender) once more the [Thing.tune] , said the [folk/g] .

    -- What anybody does.
    any:
      170x @deed .
      15x @deed , {and|but|so|because} @deed .
      32x @aside @animals .
      30x @aside @sea .
      70x @aside @people .
      22x @aside @world .
      18x @aside @compare .
      24x @aside @agree .
      70x @counted .
      60x @aside @home .
      9x @aside @season .
    aside:
      12x
      1x {perhaps|indeed|of course|once more|people say that|[Hero] said that|they say that}
      1x {how strange|listen|you see|well|see|oh} ,

    who:
      6x (w=G) [G/he]
      4x (w=G) [Hero]
      1x (w=G) the [job]
      1x (w=gender) {the|[G/his]|every} [folk/w]
      2x (w=gender) [w.called!Hero]
    deed:
      6x @then @who @did
      3x @who @did @then
      6x @usually @who @does
      4x @now @who is @doing
      4x @now @who was @doing
      5x @who {wanted|hoped|tried|had|liked|began} to @do
      5x @who {will|can|must|should|may} @do {tomorrow|soon|again}
      3x (w=G) the [j=job/many] (v=j.does) (o=v.what) [v] @object {every day|together|all night}
    then:
      3x yesterday
      3x last {night|week|month|year|summer|winter|[day/name]}
      1x [numeral] {days|weeks|years} ago
    usually:
      3x every {day|morning|night|week|summer|winter|[day/name]}
      1x {always|often|usually|sometimes}
    now:
      {now|today|at this moment|still|all day|tonight}
    did:
      5x (v=verb) (o=v.what) [v/past] @object @where
      2x (m=motion) [m/past] @way to the [m.to]
      1x (a=act) [a/past] [a.manner] @how
    does:
      5x (v=verb) (o=v.what) [v/one] @object @where
      2x (m=motion) [m/one] @way to the [m.to]
      1x (a=act) [a/one] [a.manner] @how
    doing:
      5x (v=verb) (o=v.what) [v/ing] @object @where
      2x (m=motion) [m/ing] @way to the [m.to]
      1x (a=act) [a/ing] [a.manner] @how
    do:
      5x (v=verb) (o=v.what) [v] @object @where
      2x (m=motion) [m] @way to the [m.to]
      1x (a=act) [a] [a.manner] @how
    object:
      6x the [o]
      3x {my|your|our} [o]
      3x [w/his] [o]
      4x the [o.trait] [o]
      2x [w/his] [o.trait] [o]
      2x {that|the|one} [color] [o]
      1x the [o] of [w.called]
    where:
      4x
      4x (p=v.at) [p/at] the [p]
      2x {near|behind|beside} the {[place]|[tree]|[furniture]}
      1x {with|for|without} {[G.called!Hero]|the [job/many]}
      1x {with|for|without} [w/his] [folk/w]
      1x {in the [weather]|with a [tool]|like a [creature]}
    how:
      4x
      2x {near|behind|beside} the {[place]|[tree]|[furniture]}
      2x {with|for|without} {[G.called!Hero]|the [job/many]}
      1x {in the [weather]|with a [tool]|like a [creature]}
    way:
      3x
      1x {slowly|quickly|happily|alone}

    -- The same things done to one and to many.
    counted:
      @countable @then @who (v=n<what) [v/past] [N/this] [n/N] (p=n.near) [p/at] the [p]
      @countable @usually @who (v=n<what) [v/one] [N/this] [n.trait] [n/N]
      @countable [N/this] [n/N] (p=n.near) [p/at] the [p] [N/be] [n.trait] and [N/belong] to [G.called]
    countable:
      3x (N=number) (n=boat)
      2x (N=number) (n=animal)
      1x (N=number) (n=flower)
      1x (N=number) (n=tree)

    animals:
      3x (n=animal) {the|one|this} [n.trait] [n] [n.noise] {all night|(p=n.near) [p/at] the [p]|and wanted [n.food]}
      3x (n=creature) the [n.trait] [n] [n.noise] {all night|(p=n.near) [p/at] the [p]|and wanted [n.food]}
      3x (n=animal) the {little|hungry|lost} [n/young] {followed|found|lost} its mother the [n]
      3x (n=animal) {[numeral]|many|these} [n/many] {found|smelled|wanted} [n.food] (p=n.near) [p/at] the [p]
      3x (n=creature) [numeral] [n/many] {found|smelled|wanted} [n.food] (p=n.near) [p/at] the [p]
      3x (n=animal) the {little|hungry|lost} [n/young] {found|smelled|wanted} [n.food] (p=n.near) [p/at] the [p]
      2x (n=animal) a [n/young] {soon|slowly|always} becomes a [n.trait] [n]
    sea:
      2x (N=number) (n=boat) [N/this] [n.trait] [n/N] [N/lie] (p=n.near) [p/at] the [p]
      2x (N=number) (n=boat) [N/this] [n/N] {and|with|without} [N/its] [x=n.mate] and [N/its] [n.mate!x] [N/belong] to [G.called]
      4x (N=number) (n=boat) [N/this] [n/N] [N/have] lost [N/its] [n.mate] (p=n.near) [p/at] the [p]
      2x (n=fish) the fishermen landed [numeral] [n/many] (p=n.near) [p/at] the [p]
      1x (n=fish) @who served the [n.trait] [n] with [n.mate]
      1x (n=fish) the [n.near] is full of [n.trait] [n/many]
    people:
      5x (g=gender) (n=folk) the [n.way] [n/g] {put|forgot|found|lost|kept} [g/his] [x=n.owns] and [g/his] [n.owns!x]
      4x (g=gender) (n=folk) the [n/g] with the [n.owns] thinks only of [g/himself] and [g/his] [n.home]
      4x (g=gender) (n=folk) [g/he] is a [n.way] [n/g] {with|without} a [n.owns]
      3x (g=gender) (n=folk) the [n/g] said that [g/he] {liked|missed|needed} [g/his] [n.owns]
      3x (g=gender) (n=folk) the [n.way] [n/g] [g/himself] came {but [g/he] was late|with [g/his] [n.owns]}
      2x (n=job) the [n] {left|found|lost} [G/his] [n.tool] (p=n.at) [p/at] the [p]
      2x (n=job) [numeral] [n/many] met (p=n.at) [p/at] the [p] {without|with} a [n.tool]
    world:
      3x (n=country) [n/capital] is the {capital|pride|heart} of [n]
      3x (n=country) the {people|farmers|merchants|queen} of [n] {love|make|praise|need} [n.goods]
      2x (n=country) in [n] they {love|cook|praise} [n.dish] near the [n.sight]
      3x (n=country) a train from [n/capital] brought [n.goods] and [n.dish]
      3x (n=country) the {streets|shops|cooks} of [n/capital] {are full of|smell of|need} [n.dish]
      2x (n=country) @who saw the [n.sight] of [n/capital]
      3x (n=country) {the|a} [n/people] {sailor|song|flag|book} {told|spoke} of the [n.sight]
      3x (n=country) @who learned {[n/people] and cooked [n.dish]|[n/people] and liked [n.goods]}
      2x (n=country) [n/people] [n.goods] cost [numeral] coins
    compare:
      5x (t=quality) the [n=t<trait] {is|was} [t/more] than the [t<trait!n]
      2x (t=quality) a [t/more] [n=t<trait] than this [n] is rare
      2x (t=quality) this is the [t/most] of all [t<trait/many]
      4x (t=quality) the [t/most] [t<trait] {in the world|of all|in town} {is here|is lost}
      3x (t=quality) the [t<trait] {is|was} {very|too|so|quite} [t]
      2x (t=quality) {what|such} a [t] [t<trait]

    -- One and many, near and far.
    agree:
      6x @head the *[s/N] @mod [N/be^] [s.trait]
      5x @head the *[s/N] @mod [N/was^] [s.trait]
      3x (w=G) (N=number) the *[j=job/N] @mod (v=j.does) (o=v.what) [v/N^] @object
      2x @head [N/this] *[s/N] [N/be^] {too|very|so} [s.trait]
      3x @head [N/some] [color] *[s/N] @mod [N/belong^] to {[G.called]|the [job]}
      3x @head the *[s/N] @mod [N/seem^] [s.trait] but [N/it] [N/cost^] [numeral] coins
    head:
      2x (N=number) (s=boat)
      2x (N=number) (s=tool)
      1x (N=number) (s=animal)
      1x (N=number) (s=flower)
      1x (N=number) (s=garment)
      1x (N=number) (s=furniture)
      1x (N=number) (s=fruit)
      1x (N=number) (s=vegetable)
      1x (N=number) (s=tree)
      1x (N=number) (s=instrument)
    mod:
      8x
      3x (M=number) near the [place/M]
      2x (M=number) that the [job/M] {saw|liked|praised} in [month/name]
      1x (M=number) (L=number) that the [job/M] near the [place/L] {saw|liked|praised}

    home:
      4x (N=number) (n=furniture) [N/this] [n/N] and [N/its] [n.mate] [N/belong] (p=n.near) [p/at] the [p]
      2x (n=furniture) @who sat near the [n.trait] [n] (p=n.near) [p/at] the [p]
      2x (N=number) @who {wore|lost|ironed|folded|liked|chose} [N/some] [color] [n=garment/N] with a [n.mate]
      2x @who put the [n=garment] on [G/his] [n.worn]
      2x (n=room) the [n.trait] [n] has a [n.furniture] {and|but no|without} [n.furniture]
      2x (n=room) @who {swept|entered|left|locked|decorated} the [n.trait] [n]
      4x (N=number) (n=tool) @who {used|needed|borrowed|lent|dropped|found} [N/this] [n/N] and [N/its] [n.mate]
      3x (n=food) @who {cooked|tasted|ordered|wanted|finished} [n.trait] [n] with [n.with]
      3x (n=drink) @who {spilled|ordered|wanted|poured|finished} a [n.from] of [n.trait] [n]
      2x (n=fruit) (N=number) [N/some] [n.trait] [n/N] {from|in} the [n.near] [N/be] ripe for [n.mate]
      2x (N=number) @who {peeled|bit|squeezed|gathered} [N/some] [n=fruit/N] for the [n.mate]
      2x (n=vegetable) (N=number) @who {cooked|boiled|planted|peeled|grew} [N/some] [n.trait] [n/N] with [n.mate]
      4x (N=number) (n=flower) [N/this] [n/N] and [N/its] [n.mate] [N/be] blooming (p=n.near) [p/at] the [p]
      2x (n=flower) (N=number) @who {smelled|gathered|planted} [N/some] [n.trait] [n/N] (p=n.near) [p/at] the [p]
      4x (n=tree) (N=number) [N/this] [n/N] and [N/its] [n.mate] [N/be] falling (p=n.near) [p/at] the [p]
      2x (N=number) @who sat under [N/some] [n=tree/N] beside a [n.mate]
      2x (n=body) (N=number) @who [n.hurt] [N/some] [n.trait] [n/N]
      2x (n=body) [G/his] [n] was [n.hurt] by a [tool]
      2x (N=number) @who {tuned|borrowed|heard} [N/some] [n=instrument/N] for a [n.tune]
    season:
      2x in [n=month/name] there is {much|some|no} [n.sky]
      2x (n=month) [n.season] comes {back|again|late} in [n/name]
      2x the [n=weather] fell on the [n.fell] {again|all night|till noon}
      2x (n=weather) @who took a [n.wears] {because of|against} the [n.trait] [n]
      2x on [n=day/name] {everybody|nobody} likes [n.chore]
  """
