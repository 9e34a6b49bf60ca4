/// The words of the harbor and their companions, in the notation of `HarborLexicon`.
let harborLexicon = """
  -- Grammar: what agrees with one and with many, with him and with her.
  number: name be was have this some it its seem lie cost belong need
    one is was has this one it its seems lies costs belongs needs
    many are were have these many they their seem lie cost belong need
  gender: name he him his himself | called
    m he him his himself | tom jack peter henry paul oscar hugo simon felix walter martin victor
    f she her her herself | anna mary clara emma rosa nora alice ida greta helen sarah olga

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
  folk: m f | owns | home | way | says
    king queen | crown throne scepter | palace castle | proud rich wise
    prince princess | crown horse feather | castle tower | young brave proud
    man woman | hat coat key | house street | poor strong
    uncle aunt | teapot umbrella parrot | house parlor | kind merry
    brother sister | marble toy kite | bedroom yard | noisy young
    father mother | ring purse apron | house kitchen | kind wise
    grandfather grandmother | chair spectacles pipe | house parlor | old wise
    son daughter | toy sled doll | house school | young clever
    boy girl | kite ball sled | school yard | young noisy
    nephew niece | marble doll whistle | parlor garden | clever merry
    husband wife | ring trunk pillow | bedroom house | faithful kind
    waiter waitress | tray napkin menu | inn | quick polite
    actor actress | mask costume script | theater | famous proud
    monk nun | candle bible bell | chapel | quiet poor
    duke duchess | carriage estate portrait | castle ballroom | rich famous
    host hostess | teapot menu candle | inn ballroom | polite merry
  job: one many | does | at | tool
    fisherman fishermen | catch mend sell | pier harbor | net hook
    sailor sailors | pull tie | deck harbor | rope compass
    baker bakers | bake sell | bakery | oven sieve
    captain captains | guard | deck harbor | compass map
    carpenter carpenters | build repair carve | workshop | hammer saw
    farmer farmers | feed dig | farm field | shovel
    painter painters | paint draw | workshop | brush ladder
    cook cooks | fry | kitchen inn | pan spoon
    tailor tailors | sew knit sell | shop | needle scissors
    gardener gardeners | pick dig throw | garden | rake shovel
    teacher teachers | write open | school | chalk book
    blacksmith blacksmiths | sharpen lift | smithy | anvil hammer
    merchant merchants | sell buy count | market | scale purse
    shepherd shepherds | feed count guard | meadow hill | staff whistle
    butcher butchers | chop sell | shop | knife scale
    musician musicians | play sing | theater square | fiddle flute
    soldier soldiers | guard | castle | sword shield
    doctor doctors | wash | school | thermometer bandage
    pirate pirates | hide steal count | island cave | sword map
    poet poets | write sing | workshop inn | pen ink

  -- What people do to things.
  verb: many one past ing | what | at
    mend mends mended mending | net canvas *garment | pier
    paint paints painted painting | fence door picture *boat *furniture | yard
    bake bakes baked baking | bread cake pie potato | bakery
    catch catches caught catching | *fish mouse gull | bay
    carry carries carried carrying | crate barrel sack *tool | market
    sell sells sold selling | *fish *vegetable *garment cheese | market
    buy buys bought buying | ribbon *garment *fruit *tool *flower | shop
    build builds built building | wall bridge tower *boat | river
    write writes wrote writing | letter poem story song | school
    sing sings sang singing | song ballad hymn lullaby shanty carol | church
    play plays played playing | *instrument | square
    open opens opened opening | door gate chest window *place | cellar
    drink drinks drank drinking | *drink | inn
    eat eats ate eating | *food *fruit *vegetable | kitchen
    ride rides rode riding | horse donkey bicycle pig | meadow
    knit knits knitted knitting | scarf glove sock cap | parlor
    sew sews sewed sewing | dress skirt shirt apron coat | workshop
    carve carves carved carving | spoon mast pipe flute oar | workshop
    pull pulls pulled pulling | rope anchor sled net tooth | field
    push pushes pushed pushing | wheelbarrow cart swing *furniture | garden
    feed feeds fed feeding | *animal *creature | farm
    pick picks picked picking | *fruit *flower | garden
    draw draws drew drawing | map picture *tree *animal *boat | workshop
    brew brews brewed brewing | beer coffee cider tea | inn
    tie ties tied tying | knot rope ribbon raft shoe | pier
    count counts counted counting | coin pearl star *animal | shop
    fry fries fried frying | *fish sausage egg onion | kitchen
    sharpen sharpens sharpened sharpening | knife axe saw pencil | smithy
    hang hangs hung hanging | lantern flag mirror lamp picture | hall
    lift lifts lifted lifting | anchor crate sack *furniture | smithy
    throw throws threw throwing | ball stone hook *garment | beach
    chop chops chopped chopping | wood log *vegetable | forest
    dig digs dug digging | hole ditch potato turnip worm | field
    guard guards guarded guarding | gate treasure castle bridge ship | castle
    watch watches watched watching | star parade *creature *boat | hill
    hide hides hid hiding | treasure coin key *garment | cave
    repair repairs repaired repairing | roof clock wagon engine *boat *tool | workshop
    weave weaves wove weaving | basket carpet blanket net | workshop
    wash washes washed washing | plate cup *garment *body | yard
    steal steals stole stealing | gold necklace ring *fruit | shop

  -- How people move, and what they do besides.
  motion: many one past ing | to
    walk walks walked walking | market church school
    sail sails sailed sailing | island bay
    row rows rowed rowing | lighthouse pier
    swim swims swam swimming | rock island
    run runs ran running | school market
    climb climbs climbed climbing | tower hill
    hike hikes hiked hiking | castle tower
    crawl crawls crawled crawling | cave cellar
    hurry hurries hurried hurrying | market school
    wander wanders wandered wandering | forest meadow
    drift drifts drifted drifting | rock bay
    dance dances danced dancing | ballroom square
  act: many one past ing | manner
    laugh laughs laughed laughing | loudly merrily
    cry cries cried crying | bitterly sadly
    smile smiles smiled smiling | sweetly kindly
    dream dreams dreamed dreaming | quietly happily
    whisper whispers whispered whispering | softly quietly
    shout shouts shouted shouting | loudly angrily
    snore snores snored snoring | loudly deeply
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
    rich richer richest
    fresh fresher freshest
    hard harder hardest

  -- Animals.
  animal: one many young | trait | near | food | noise
    cat cats kitten | soft slow | kitchen roof | mouse cream | purred meowed
    dog dogs puppy | loud young | yard street | bone sausage | barked growled
    cow cows calf | slow heavy | meadow farm | hay clover | mooed
    horse horses foal | strong fast young | stable meadow | oats hay | neighed snorted
    sheep sheep lamb | soft slow | hill meadow | grass clover | bleated
    goat goats kid | young thin | hill farm | thistle cabbage | bleated butted
    pig pigs piglet | slow thick | farm yard | acorn potato | grunted squealed
    hen hens chick | small young | yard farm | corn worm | clucked
    duck ducks duckling | loud slow | pond river | snail seed | quacked
    goose geese gosling | tall loud | pond farm | grass corn | hissed honked
    swan swans cygnet | tall quiet | lake pond | reed snail | hissed
    bear bears cub | strong big | forest cave | honey berry | growled roared
    deer deer fawn | fast quiet | forest park | acorn moss | snorted
    owl owls owlet | old quiet | tower forest | mouse frog | hooted screeched
    frog frogs tadpole | loud small | pond | fly worm | croaked
    seal seals pup | thick slow | rock beach | shrimp herring | barked splashed
  creature: one many | trait | near | food | noise
    donkey donkeys | slow | stable mill | thistle carrot | brayed
    gull gulls | loud fast | pier harbor | crab crust | screeched
    mouse mice | small quiet | attic pantry | cheese crumb | squeaked
    fox foxes | old fast | forest farm | hen goose | yelped
    wolf wolves | dark strong | forest hill | sheep hen | howled growled
    whale whales | big heavy | ocean bay | shrimp | splashed
    crow crows | dark old | roof field | seed crust | cawed
    parrot parrots | loud bright | parlor house | seed nut | screeched squawked

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
  boat: one many | trait | near | mate
    boat boats | small old | harbor pier | oar
    ship ships | big fast | ocean harbor | mast
    ferry ferries | slow big | river pier | ticket
    schooner schooners | fast tall | ocean bay | canvas
    barge barges | slow heavy wide | river | coal
    raft rafts | small wide | river pond | log
    canoe canoes | small thin | lake river | paddle
    trawler trawlers | old strong loud | harbor ocean | net
    yacht yachts | rich bright | bay harbor | flag
    tug tugs | strong loud | harbor river | engine

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
    shop shops in | small rich
    theater theaters in | dark loud
    workshop workshops in | loud small
    yard yards in | small wide
    stable stables in | warm dark
    bridge bridges on | long strong
    library libraries in | quiet old
    chapel chapels in | small quiet
    field fields in | wide rich
    bakery bakeries at | warm small
    smithy smithies at | warm loud
    ocean oceans on | deep wide
    deck decks on | wide small
    roof roofs on | tall strong
    rock rocks on | hard sharp
  room: one many at=in | trait | furniture
    kitchen kitchens | warm big | pan table
    bedroom bedrooms | quiet small | bed pillow
    parlor parlors | warm bright | sofa cushion
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
    sausage | thick small | mustard onion
    ham | thick fresh | mustard egg
    porridge | thick cold | honey milk
    honey | sweet thick | bread tea
    butter | soft fresh | bread
    egg | fresh small | salt
  drink: one | trait | from
    tea | warm small | teapot cup
    milk | fresh warm | jug bottle
    beer | dark cold | mug barrel
    coffee | dark strong | cup mug
    wine | old sweet | glass bottle
    cider | fresh cold | mug jug
    water | cold fresh | bucket well
    lemonade | fresh cold | glass jug
  fruit: one many | trait | near | mate
    apple apples | fresh hard | garden market | pie
    cherry cherries | dark sweet | garden | cake
    pear pears | soft sweet | garden market | cheese
    plum plums | dark soft | market | cake
    lemon lemons | fresh bright | market | tea
    grape grapes | sweet small | hill | wine
    peach peaches | soft warm | garden | cream
    fig figs | sweet soft | market | honey
    melon melons | big heavy | field | ham
    berry berries | small fresh | forest | jam
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
    knife knives | sharp small | fork spoon
    axe axes | sharp heavy | log wood
    brush brushes | soft thin | bucket
    shovel shovels | wide strong | sand coal
    ladder ladders | tall long | roof wall
    rake rakes | long small | leaf hay
    anchor anchors | heavy big | chain
    bucket buckets | deep small | well sponge
    oar oars | long strong | boat
    lantern lanterns | bright small | candle oil
    compass compasses | small old | map star
    oven ovens | warm big | bread
  garment: one many | trait | worn | mate
    coat coats | long warm | shoulder | button
    hat hats | tall wide | head | feather
    scarf scarves | long soft | neck | wool
    shoe shoes | old hard | foot | lace
    shirt shirts | thin old | chest | collar
    dress dresses | long bright | shoulder | ribbon
    glove gloves | thick warm | hand | wool
    sock socks | small thick | foot | wool
    cap caps | small old | head | badge
    skirt skirts | wide long | waist | ribbon
    apron aprons | small wide | waist | flour
    boot boots | heavy thick | foot | mud
    ring rings | small bright | finger | diamond
  body: one many | trait | hurt
    hand hands | strong soft | burned squeezed
    foot feet | big cold | twisted stubbed
    head heads | heavy hard | bumped scratched
    arm arms | long strong | broke stretched
    leg legs | small strong | broke twisted
    eye eyes | dark bright | closed rubbed
    ear ears | small soft | covered rubbed
    nose noses | long cold | blew scratched
    shoulder shoulders | wide strong | shrugged stretched
    finger fingers | thin cold | burned pointed
    neck necks | thick small | twisted stretched
    knee knees | thin old | bent bumped
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
    shelf shelves | long tall | cellar | jar
    trunk trunks | heavy deep | attic | blanket
  instrument: one many | trait | tune
    fiddle fiddles | fast bright | jig reel
    flute flutes | soft small | lullaby waltz
    piano pianos | heavy loud | waltz sonata
    drum drums | loud small | tattoo fanfare
    guitar guitars | soft warm | ballad serenade
    harp harps | tall quiet | lullaby hymn
    trumpet trumpets | loud bright | fanfare
    accordion accordions | heavy warm | polka jig
    whistle whistles | sharp thin | reel shanty
    bell bells | loud heavy | carol
  flower: one many | trait | near | mate
    rose roses | sweet dark | garden | thorn
    tulip tulips | bright tall | park | bulb
    daisy daisies | small bright | meadow | clover
    lily lilies | tall cold | pond | reed
    violet violets | small quiet | forest | moss
    poppy poppies | bright thin | field | wheat
  tree: one many | trait | near | mate
    oak oaks | old strong | forest | acorn
    pine pines | tall dark | hill | cone
    willow willows | soft old | river | reed
    birch birches | thin small | lake | bark
    maple maples | sweet wide | park | syrup

  -- Time and weather.
  day: name | chore
    monday | laundry
    tuesday | ironing
    wednesday | chess
    thursday | bread
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
    wind | strong cold | ocean | coat
    storm | loud dark | ocean | anchor
    frost | hard cold | window | scarf
    sunshine | warm bright | beach | cap
    thunder | loud deep | hill | blanket
    mist | thin small | lake | lantern
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

  -- What a word without a row of its own falls back on.
  other: name | trait
    thing | new fine plain strange pretty lovely

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
    england london english | coal wool | clocktower | cake
    portugal lisbon portuguese | cork tiles | caravel | sardines
    sweden stockholm swedish | iron timber | sauna | meatballs
    ireland dublin irish | linen butter | cliff | potato
    cuba havana cuban | tobacco sugar | plantation | banana
  """
