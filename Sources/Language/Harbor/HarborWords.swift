/// The words of the harbor and their companions, in the notation of `HarborLexicon`.
let harborLexicon = """
  -- Grammar: what agrees with one and with many, with him and with her.
  number: name be was have this do
    one is was has this does
    many are were have these do
  gender: name he him his himself | called
    m he him his himself | tom jack peter henry paul oscar hugo simon felix walter martin victor edgar ralph adam leo
    f she her her herself | anna mary clara emma rosa nora alice ida greta helen sarah olga vera edith julia flora

  -- People.
  boy: name
    tom
    jack
    peter
    henry
    paul
    oscar
    hugo
    simon
    felix
    walter
    martin
    victor
    edgar
    ralph
    adam
    leo
  girl: name
    anna
    mary
    clara
    emma
    rosa
    nora
    alice
    ida
    greta
    helen
    sarah
    olga
    vera
    edith
    julia
    flora
  folk: m f ms fs | owns | home | way | says
    king queen kings queens | crown throne scepter | palace castle | proud rich wise
    prince princess princes princesses | crown pony feather | castle tower | young brave proud
    man woman men women | hat coat key | house street | poor strong
    uncle aunt uncles aunts | teapot umbrella parrot | cottage parlor | kind merry
    brother sister brothers sisters | marble toy kite | bedroom yard | noisy young
    father mother fathers mothers | ring purse apron | house kitchen | kind wise
    grandfather grandmother grandfathers grandmothers | chair spectacles pipe | cottage fireplace | old wise
    son daughter sons daughters | toy sled doll | house school | young clever
    boy girl boys girls | kite ball sled | school yard | young noisy
    nephew niece nephews nieces | marble doll whistle | parlor garden | clever merry
    husband wife husbands wives | ring trunk pillow | bedroom house | faithful kind
    waiter waitress waiters waitresses | tray napkin menu | inn cafe | quick polite
    actor actress actors actresses | mask costume script | theater stage | famous proud
    monk nun monks nuns | candle bible bell | abbey chapel | quiet poor
    duke duchess dukes duchesses | carriage estate portrait | castle ballroom | rich famous
    host hostess hosts hostesses | teapot menu candle | inn ballroom | polite merry
    lord lady lords ladies | estate carriage pony | palace ballroom | rich proud
    wizard witch wizards witches | wand broomstick cauldron | tower cave | wicked wise
    widower widow widowers widows | portrait locket veil | cottage chapel | lonely poor
    groom bride grooms brides | ring veil bouquet | chapel church | happy young
  job: one many | does | at | tool
    fisherman fishermen | catch mend sell | pier harbor | net hook
    sailor sailors | steer pull tie | deck harbor | rope compass
    baker bakers | bake sell weigh | bakery | oven sieve
    captain captains | steer study guard | ship deck | compass map
    carpenter carpenters | build repair carve | workshop | hammer saw
    farmer farmers | feed dig load | farm field | plough shovel
    painter painters | paint draw | studio | brush ladder
    cook cooks | boil fry stir | kitchen inn | pan spoon
    tailor tailors | sew knit sell | shop | needle scissors
    gardener gardeners | pick dig throw | garden | rake spade
    teacher teachers | write copy open | school | chalk book
    blacksmith blacksmiths | sharpen lift hammer | smithy | anvil hammer
    merchant merchants | sell buy count | market | scale purse
    shepherd shepherds | feed count guard | meadow hill | staff whistle
    miller millers | grind carry weigh | mill | sieve sack
    butcher butchers | chop sell weigh | shop | knife scale
    weaver weavers | weave sell | workshop | loom needle
    musician musicians | play sing | theater square | fiddle flute
    brewer brewers | brew taste carry | brewery | barrel cauldron
    soldier soldiers | guard clean polish | fort castle | sword shield
    maid maids | wash polish clean | palace inn | broom bucket
    cobbler cobblers | repair sew polish | shop | needle hammer
    nurse nurses | wash carry boil | hospital | thermometer bandage
    doctor doctors | study visit wash | hospital | thermometer bandage
    pirate pirates | hide steal count | island cave | sword map
    poet poets | write copy sing | studio cafe | pen ink
    porter porters | carry lift push | station inn | cart rope
    clerk clerks | write count copy | bank office | pen ink

  -- What people do to things.
  verb: many one past ing | what | at
    mend mends mended mending | net canvas shoe | pier
    paint paints painted painting | fence door boat picture | yard
    bake bakes baked baking | bread cake pie | bakery
    catch catches caught catching | herring cod crab trout | bay
    carry carries carried carrying | crate barrel sack trunk | station
    clean cleans cleaned cleaning | deck window floor | house
    sell sells sold selling | herring apple cheese cloth | market
    buy buys bought buying | bread ribbon apple hat | shop
    build builds built building | ship wall bridge raft | river
    write writes wrote writing | letter poem story | office
    sing sings sang singing | song ballad hymn | church
    play plays played playing | fiddle flute piano drum | square
    open opens opened opening | door gate chest window | cellar
    drink drinks drank drinking | tea milk beer coffee | inn
    eat eats ate eating | soup cake cheese pear | kitchen
    ride rides rode riding | horse donkey bicycle | meadow
    knit knits knitted knitting | scarf sweater glove sock | parlor
    sew sews sewed sewing | dress curtain shirt | studio
    carve carves carved carving | spoon mast pipe | workshop
    polish polishes polished polishing | mirror sword shoe bell | palace
    load loads loaded loading | wagon cart ferry | harbor
    pull pulls pulled pulling | rope anchor plough sled | field
    push pushes pushed pushing | wheelbarrow cart swing | garden
    feed feeds fed feeding | hen goose pig sheep | farm
    pick picks picked picking | apple cherry rose plum | garden
    draw draws drew drawing | map picture portrait | studio
    brew brews brewed brewing | beer coffee cider | brewery
    tie ties tied tying | knot rope ribbon raft | pier
    count counts counted counting | coin pearl sheep star | bank
    boil boils boiled boiling | egg potato crab soup | kitchen
    fry fries fried frying | sausage egg onion trout | kitchen
    sharpen sharpens sharpened sharpening | knife axe saw sword | smithy
    hang hangs hung hanging | lantern flag coat bell | hall
    lift lifts lifted lifting | anchor crate hammer sack | smithy
    throw throws threw throwing | ball stone hook | beach
    chop chops chopped chopping | wood log carrot | forest
    dig digs dug digging | hole well ditch potato | field
    study studies studied studying | chart star book | library
    guard guards guarded guarding | gate treasure castle | fort
    watch watches watched watching | gull star parade | hill
    hide hides hid hiding | treasure coin key | cave
    repair repairs repaired repairing | roof clock wagon engine | workshop
    weave weaves wove weaving | basket carpet blanket | workshop
    weigh weighs weighed weighing | flour gold ham | market
    grind grinds ground grinding | wheat pepper flour | mill
    steer steers steered steering | ferry barge schooner | river
    wash washes washed washing | shirt plate cup dog | yard
    copy copies copied copying | book letter newspaper | library
    steal steals stole stealing | ring gold necklace | bank
    visit visits visited visiting | museum church castle | square
    stir stirs stirred stirring | stew porridge cocoa | kitchen
    taste tastes tasted tasting | wine stew honey | inn

  -- How people move, and what they do besides.
  motion: many one past ing | to
    walk walks walked walking | market church school
    sail sails sailed sailing | island bay
    row rows rowed rowing | lighthouse pier
    swim swims swam swimming | rock island
    run runs ran running | school station
    climb climbs climbed climbing | tower hill
    hike hikes hiked hiking | fort tower
    crawl crawls crawled crawling | cave cellar
    hurry hurries hurried hurrying | station office
    stroll strolls strolled strolling | park beach
    wander wanders wandered wandering | forest meadow
    drift drifts drifted drifting | rock bay
    travel travels traveled traveling | palace museum
    sneak sneaks sneaked sneaking | pantry attic
    dance dances danced dancing | ballroom square
  act: many one past ing | manner
    laugh laughs laughed laughing | loudly merrily
    cry cries cried crying | bitterly sadly
    smile smiles smiled smiling | sweetly kindly
    dream dreams dreamed dreaming | quietly happily
    whisper whispers whispered whispering | softly quietly
    shout shouts shouted shouting | loudly angrily
    snore snores snored snoring | loudly deeply
    yawn yawns yawned yawning | sleepily lazily
    sneeze sneezes sneezed sneezing | suddenly loudly
    nod nods nodded nodding | politely wisely
    pray prays prayed praying | silently humbly
    wait waits waited waiting | patiently silently

  -- How things are, more and most.
  quality: plain more most
    big bigger biggest
    old older oldest
    small smaller smallest
    long longer longest
    fast faster fastest
    heavy heavier heaviest
    sweet sweeter sweetest
    young younger youngest
    strong stronger strongest
    cold colder coldest
    warm warmer warmest
    loud louder loudest
    quiet quieter quietest
    bright brighter brightest
    dark darker darkest
    soft softer softest
    deep deeper deepest
    wide wider widest
    sharp sharper sharpest
    thick thicker thickest
    thin thinner thinnest
    tall taller tallest
    slow slower slowest
    light lighter lightest
    short shorter shortest
    sour sourer sourest
    rich richer richest
    poor poorer poorest
    proud prouder proudest
    kind kinder kindest
    brave braver bravest
    wise wiser wisest
    fresh fresher freshest
    lazy lazier laziest
    hard harder hardest
    weak weaker weakest

  -- Animals.
  animal: one many young | trait | near | food | noise
    cat cats kitten | soft lazy | kitchen roof | mouse cream | purred meowed
    dog dogs puppy | loud brave | yard street | bone sausage | barked growled
    cow cows calf | slow heavy | meadow farm | hay clover | mooed
    horse horses foal | strong fast tall | stable meadow | oats hay | neighed snorted
    sheep sheep lamb | soft slow | hill meadow | grass clover | bleated
    goat goats kid | brave thin | hill farm | thistle cabbage | bleated butted
    pig pigs piglet | lazy thick | farm yard | acorn potato | grunted squealed
    hen hens chick | small lazy | yard farm | corn worm | clucked
    duck ducks duckling | loud slow | pond river | snail seed | quacked
    goose geese gosling | proud loud | pond farm | grass corn | hissed honked
    swan swans cygnet | proud quiet | lake pond | reed snail | hissed
    bear bears cub | strong big | forest cave | honey berry | growled roared
    deer deer fawn | fast quiet | forest park | acorn moss | snorted
    owl owls owlet | wise quiet old | tower forest | mouse frog | hooted screeched
    frog frogs tadpole | loud small | pond well | fly worm | croaked
    seal seals pup | thick lazy | rock beach | squid herring | barked splashed
  creature: one many | trait | near | food | noise
    donkey donkeys | lazy slow | stable mill | thistle carrot | brayed
    gull gulls | loud fast | pier harbor | crab crust | screeched cried
    mouse mice | small quiet | attic pantry | cheese crumb | squeaked
    fox foxes | wise fast | forest farm | hen goose | barked yelped
    wolf wolves | dark strong | forest hill | lamb calf | howled growled
    whale whales | big heavy | ocean bay | shrimp squid | splashed
    crow crows | dark wise | roof field | seed crust | cawed
    robin robins | small young | garden park | worm berry | chirped
    parrot parrots | loud bright | parlor ship | seed nut | screeched squawked
    pony ponies | small young | stable park | apple oats | neighed

  -- What the sea gives and what takes men to sea.
  fish: one many | trait | near | mate
    herring herring | fresh small | bay | barrel
    cod cod | cold thick | ocean | salt
    trout trout | fast bright | river | butter
    crab crabs | hard slow | beach | pot
    salmon salmon | strong fresh | river | lemon
    mackerel mackerel | fresh fast | bay | vinegar
    eel eels | long thin | river | bucket
    lobster lobsters | hard old | rock | pot
    oyster oysters | hard cold | bay | pearl
    shrimp shrimp | small soft | ocean | rice
    squid squid | soft quiet | ocean | ink
    tuna tuna | big strong | ocean | olive
  boat: one many | trait | near | mate
    boat boats | small old | harbor pier | oar
    ship ships | big fast | ocean harbor | mast
    ferry ferries | slow big | river pier | ticket
    schooner schooners | fast tall | ocean bay | canvas
    barge barges | slow heavy wide | river canal | coal
    raft rafts | light wide | river pond | log
    canoe canoes | light thin | lake river | paddle
    trawler trawlers | old strong loud | harbor ocean | net
    yacht yachts | rich bright | bay harbor | flag
    tug tugs | strong loud | harbor canal | engine
    dinghy dinghies | small light | pier beach | oar
    kayak kayaks | thin fast | lake bay | paddle

  -- Places, each with its preposition.
  place: one many at | trait
    harbor harbors in | wide old
    market markets at | loud big
    pier piers on | long old
    church churches in | quiet tall
    school schools at | loud young
    inn inns at | warm old
    house houses in | warm small
    beach beaches on | wide warm
    garden gardens in | quiet bright
    farm farms on | rich big
    river rivers on | deep long
    forest forests in | dark deep
    hill hills on | tall
    bay bays in | wide deep
    castle castles in | old big
    mill mills at | old loud
    square squares in | wide loud
    island islands on | small warm
    lighthouse lighthouses at | tall bright
    meadow meadows in | wide soft
    lake lakes on | deep cold
    pond ponds in | small quiet
    cave caves in | dark cold
    tower towers in | tall dark
    palace palaces in | rich bright
    park parks in | quiet wide
    street streets in | long dark
    station stations at | loud cold
    shop shops in | small rich
    theater theaters in | dark loud
    workshop workshops in | loud small
    yard yards in | small wide
    stable stables in | warm dark
    bridge bridges on | long strong
    library libraries in | quiet old
    chapel chapels in | small quiet
    museum museums in | old quiet
    fort forts at | strong old
    bank banks at | rich strong
    field fields in | wide rich
    office offices in | small quiet
    hospital hospitals in | big quiet
    cottage cottages in | small warm
    bakery bakeries at | warm small
    smithy smithies at | warm loud
    studio studios in | bright small
    ocean oceans on | deep wide
    canal canals on | long dark
    deck decks on | wide light
    roof roofs on | tall strong
    brewery breweries in | warm dark
    rock rocks on | hard sharp
    well wells at | deep cold
  room: one many at=in | trait | furniture
    kitchen kitchens | warm big | stove table
    bedroom bedrooms | quiet small | bed pillow
    parlor parlors | warm bright | sofa curtain
    attic attics | dark old | trunk ladder
    cellar cellars | cold dark | barrel shelf
    pantry pantries | cold small | cupboard jar
    hall halls | long wide | mirror bench
    ballroom ballrooms | bright wide | piano chandelier

  -- Food and drink.
  food: one | trait | with
    bread | fresh warm | butter jam
    cake | sweet soft | cream cherry
    soup | warm thick | onion leek
    cheese | old soft | bread grape
    pie | sweet warm | apple plum
    stew | thick warm | carrot bean
    sausage | thick short | mustard onion
    ham | thick fresh | mustard egg
    porridge | thick cold | honey milk
    honey | sweet thick | bread tea
    pudding | soft sweet | raisin cream
    biscuit | hard thin | jam tea
    butter | soft fresh | bread
    egg | fresh small | salt
  drink: one | trait | from
    tea | warm light | teapot cup
    milk | fresh warm | jug bottle
    beer | dark cold | mug barrel
    coffee | dark strong | cup mug
    wine | old sweet | glass bottle
    cider | sour cold | mug jug
    water | cold fresh | bucket well
    cocoa | sweet warm | mug cup
    lemonade | sour cold | glass jug
    rum | strong dark | bottle barrel
  fruit: one many | trait | near | mate
    apple apples | fresh hard | garden market | pie
    cherry cherries | dark sweet | garden | cake
    pear pears | soft sweet | garden market | cheese
    plum plums | dark soft | market | pudding
    lemon lemons | sour bright | market | tea
    grape grapes | sweet small | hill | wine
    peach peaches | soft warm | garden | cream
    fig figs | sweet soft | market | honey
    melon melons | big heavy | field | ham
    berry berries | small sour | forest | jam
  vegetable: one many | trait | near | mate
    potato potatoes | heavy big | field | salt
    carrot carrots | long thin | field garden | stew
    onion onions | sharp small | garden | soup
    cabbage cabbages | big heavy | field | vinegar
    bean beans | thin long | garden | bacon
    leek leeks | long thick | garden | soup
    pea peas | small sweet | garden | mint
    turnip turnips | hard heavy | field | mutton
    pumpkin pumpkins | big thick | field yard | pie
    radish radishes | sharp small | garden | salt

  -- Things to use, to wear, to have.
  tool: one many | trait | mate
    hammer hammers | heavy strong | nail anvil
    net nets | wide thin | hook herring
    rope ropes | thick long strong | knot mast
    needle needles | thin sharp | thread button
    saw saws | sharp long | plank log
    knife knives | sharp short | fork spoon
    axe axes | sharp heavy | log wood
    brush brushes | soft thin | bucket
    broom brooms | light long | dust floor
    shovel shovels | wide strong | sand coal
    ladder ladders | tall long | roof wall
    rake rakes | long light | leaf hay
    spade spades | sharp strong | ditch worm
    anchor anchors | heavy big | chain
    bucket buckets | deep light | well sponge
    oar oars | long strong | dinghy
    lantern lanterns | bright small | candle oil
    compass compasses | small old | map star
    plough ploughs | heavy slow | horse
    oven ovens | warm big | bread
  garment: one many | trait | worn | mate
    coat coats | long warm | shoulder | button
    hat hats | tall wide | head | feather
    scarf scarves | long soft | neck | wool
    shoe shoes | old hard | foot | lace
    shirt shirts | thin old | chest | collar
    dress dresses | long bright | shoulder | ribbon
    glove gloves | thick warm | hand | wool
    sock socks | short thick | foot | wool
    cap caps | small old | head | badge
    skirt skirts | wide long | waist | ribbon
    apron aprons | short wide | waist | flour
    belt belts | thick short | waist | buckle
    sweater sweaters | warm thick | chest | wool
    boot boots | heavy thick | foot | mud
    cloak cloaks | dark long | shoulder | hood
    ring rings | small bright | finger | diamond
  body: one many | trait
    hand hands | strong soft
    foot feet | big cold
    head heads | heavy
    arm arms | long strong
    leg legs | short strong
    eye eyes | dark bright
    ear ears | small soft
    nose noses | long cold
    shoulder shoulders | wide strong
    finger fingers | thin cold
    neck necks | thick short
    knee knees | weak old
  furniture: one many | trait | near | mate
    chair chairs | old hard | parlor | cushion
    table tables | long heavy | kitchen | candle
    bed beds | soft warm | bedroom | blanket
    lamp lamps | bright tall | hall | oil
    clock clocks | loud old | hall | key
    mirror mirrors | tall bright | bedroom | comb
    cupboard cupboards | deep dark | pantry | plate
    sofa sofas | soft wide | parlor | pillow
    bench benches | long hard | yard | cushion
    stove stoves | warm heavy | kitchen | pot
    shelf shelves | long tall | cellar | jar
    desk desks | heavy wide | office | ink
    trunk trunks | heavy deep | attic | blanket
    curtain curtains | thick long | parlor | rope
  instrument: one many | trait | tune
    fiddle fiddles | fast bright | jig reel
    flute flutes | soft light | lullaby waltz
    piano pianos | heavy loud | waltz sonata
    drum drums | loud short | tattoo fanfare
    guitar guitars | soft warm | ballad serenade
    harp harps | tall quiet | lullaby hymn
    trumpet trumpets | loud bright | fanfare
    accordion accordions | heavy warm | polka jig
    organ organs | old deep | hymn psalm
    whistle whistles | sharp thin | reel shanty
    bell bells | loud heavy | carol
    banjo banjos | fast bright | shanty polka
  flower: one many | trait | near | mate
    rose roses | sweet dark | garden | thorn
    tulip tulips | bright tall | park | bulb
    daisy daisies | small bright | meadow | clover
    lily lilies | tall cold | pond | reed
    violet violets | small quiet | forest | moss
    poppy poppies | bright thin | field | wheat
    sunflower sunflowers | tall big | farm | seed
  tree: one many | trait | near | mate
    oak oaks | old strong | forest | acorn
    pine pines | tall dark | hill | cone
    willow willows | soft old | river | reed
    birch birches | thin light | lake | bark
    elm elms | wide old | street | bench
    maple maples | sweet wide | park | syrup

  -- Time and weather.
  day: name | chore
    monday | washing
    tuesday | ironing
    wednesday | mending
    thursday | baking
    friday | fishing
    saturday | shopping
    sunday | resting
  month: name | sky | season
    january | snow frost | winter
    february | ice fog | winter
    march | wind sleet | spring
    april | rain rainbow | spring
    may | dew sunshine | spring
    june | sunshine heat | summer
    july | heat thunder | summer
    august | thunder dust | summer
    september | mist wind | autumn
    october | fog rain | autumn
    november | rain storm | autumn
    december | snow ice | winter
  weather: name | trait | fell | wears
    rain | cold heavy | roof | umbrella
    snow | soft deep | hill | glove
    fog | thick cold | harbor | lantern
    wind | strong cold | ocean | cloak
    storm | loud dark | ocean | anchor
    frost | hard cold | window | scarf
    sunshine | warm bright | beach | cap
    thunder | loud deep | hill | blanket
    mist | thin light | lake | lantern
    heat | strong heavy | field | hat
  color: name
    red
    blue
    white
    black
    green
    brown
    yellow
    grey
    purple
    pink
  numeral: name
    two
    three
    four
    five
    six
    seven
    eight
    nine
    ten
    eleven
    twelve

  -- Far away.
  country: land capital people | goods | sight | dish
    france paris french | wine perfume | cathedral | snails
    spain madrid spanish | oranges cork | bullring | rice
    italy rome italian | marble silk | fountain | noodles
    norway oslo norwegian | timber furs | fjord | whalemeat
    japan tokyo japanese | lacquer pearls | temple | seaweed
    egypt cairo egyptian | cotton papyrus | pyramid | lentils
    russia moscow russian | furs caviar | cupola | beetroot
    greece athens greek | olives sponges | ruin | octopus
    china beijing chinese | porcelain silk | pagoda | dumplings
    england london english | coal wool | clocktower | pudding
    portugal lisbon portuguese | cork tiles | caravel | sardines
    sweden stockholm swedish | iron timber | sauna | meatballs
    ireland dublin irish | linen butter | cliff | potato
    cuba havana cuban | tobacco sugar | plantation | banana
    turkey ankara turkish | carpets figs | mosque | yogurt
    poland warsaw polish | amber rye | saltmine | dumplings
    kenya nairobi kenyan | coffee ivory | savanna | mango
    peru lima peruvian | silver gold | volcano | maize
    india delhi indian | spices cotton | elephant | curry
    austria vienna austrian | violins velvet | opera | strudel
  """
