/// The words of the harbor and their companions, in the notation of `HarborLexicon`.
let harborLexicon = """
  -- Grammar: what agrees with one and with many, with him and with her.
  number: name be was have this some it its seem lie cost belong
    one is was has this one it its seems lies costs belongs
    many are were have these many they their seem lie cost belong
  gender: name he him his himself | called
    m he him his himself | tom jack peter henry paul oscar hugo simon felix walter
    f she her her herself | anna mary clara emma rosa nora alice ida greta olga

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
    olga
  folk: m f | owns | home | way
    king queen | crown throne palace | palace | mighty rich
    prince princess | sword feather garden | castle garden | young brave
    man woman | hat key coat | street house | poor tired
    uncle aunt | parrot teapot umbrella | parlor | kind round
    brother sister | kite sled marble | yard bedroom | noisy small
    father mother | apron barrel kitchen | kitchen house | busy stern
    grandfather grandmother | pipe blanket story | parlor bedroom | old wise
    son daughter | sled book toy | school | clever shy
    boy girl | ball marble doll | yard school | cheeky small
    nephew niece | doll toy umbrella | garden parlor | merry spoiled
    husband wife | ring pillow letter | bedroom house | faithful dear
    waiter waitress | tray mug plate | inn | quick polite
    actor actress | mask mirror poem | square ballroom | famous vain
    monk nun | candle bible bell | church | quiet humble
    duke duchess | carriage portrait horse | castle ballroom | rich vain

  job: one many | does | at | tool
    fisherman fishermen | catch mend sell | pier harbor | net
    sailor sailors | pull | harbor | rope compass
    baker bakers | bake sell | bakery | oven flour
    captain captains | guard | harbor | compass map
    carpenter carpenters | build repair carve | workshop | hammer axe
    farmer farmers | feed dig | farm field | shovel
    painter painters | paint draw | workshop | brush ladder
    cook cooks | fry | kitchen inn | pot spoon
    tailor tailors | sew knit sell | shop | needle scissors
    gardener gardeners | pick dig throw | garden | shovel
    teacher teachers | write open | school | chalk book
    blacksmith blacksmiths | lift | workshop | hammer
    merchant merchants | sell buy count | market | scale coin
    shepherd shepherds | feed count guard | meadow hill | staff whistle
    musician musicians | play sing | square | fiddle flute
    soldier soldiers | guard | castle | sword shield
    pirate pirates | hide steal count | island cave | sword map
    poet poets | write sing | workshop inn | pen

  -- What people do to things.
  verb: many one past ing | what | at
    mend mends mended mending | net canvas *garment | pier *place
    paint paints painted painting | fence door picture *boat *furniture | yard *place
    bake bakes baked baking | bread cake pie potato | bakery *place
    catch catches caught catching | *fish mouse gull | bay *place
    carry carries carried carrying | barrel *tool | market *place
    sell sells sold selling | *fish *vegetable *garment cheese | market *place
    buy buys bought buying | ribbon *garment *fruit *tool *flower | shop *place
    build builds built building | wall bridge tower *boat | river *place
    write writes wrote writing | letter poem story song | school *place
    sing sings sang singing | song ballad hymn lullaby shanty | church *place
    play plays played playing | *instrument | square *place
    open opens opened opening | door gate chest window *place | cellar *place
    drink drinks drank drinking | *drink | inn *place
    eat eats ate eating | *food *fruit *vegetable | kitchen *place
    ride rides rode riding | horse donkey bicycle pig | meadow *place
    knit knits knitted knitting | scarf glove sock hat | parlor *place
    sew sews sewed sewing | dress shirt apron coat | workshop *place
    carve carves carved carving | spoon mast pipe flute rope | workshop *place
    pull pulls pulled pulling | rope anchor sled net | field *place
    push pushes pushed pushing | cart *furniture | garden *place
    feed feeds fed feeding | *animal *creature | farm *place
    pick picks picked picking | *fruit *flower | garden *place
    draw draws drew drawing | map picture *tree *animal *boat | workshop *place
    count counts counted counting | coin pearl star *animal | shop *place
    fry fries fried frying | *fish sausage egg onion | kitchen *place
    hang hangs hung hanging | lantern flag mirror lamp picture | hall *place
    lift lifts lifted lifting | anchor barrel *furniture | workshop *place
    throw throws threw throwing | ball stone net *garment | beach *place
    chop chops chopped chopping | wood *vegetable | forest *place
    dig digs dug digging | hole potato turnip worm | field *place
    guard guards guarded guarding | gate treasure castle bridge ship | castle *place
    watch watches watched watching | star parade *creature *boat | hill *place
    hide hides hid hiding | treasure coin key *garment | cave *place
    repair repairs repaired repairing | roof clock cart *boat *tool | workshop *place
    wash washes washed washing | plate cup *garment *body | yard *place
    steal steals stole stealing | gold ring *fruit | shop *place

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
    sharp sharper sharpest
    thin thinner thinnest
    tall taller tallest
    slow slower slowest
    fresh fresher freshest

  -- Animals.
  animal: one many young | trait | near | food | noise
    cat cats kitten | soft slow | kitchen house | mouse cream | purred meowed
    dog dogs puppy | loud young | yard street | sausage | barked growled
    cow cows calf | slow heavy | meadow farm | hay grass | mooed
    horse horses foal | strong fast young | farm meadow | hay | neighed snorted
    sheep sheep lamb | soft slow | hill meadow | grass | bleated
    goat goats kid | young thin | hill farm | grass cabbage | bleated butted
    pig pigs piglet | slow heavy | farm yard | acorn potato | grunted squealed
    hen hens chick | small young | yard farm | corn worm | clucked
    duck ducks duckling | loud slow | pond river | worm corn | quacked
    goose geese gosling | tall loud | pond farm | grass corn | hissed honked
    bear bears cub | strong big | forest cave | honey berry | growled roared
    deer deer fawn | fast quiet | forest park | acorn leaf | snorted
    owl owls owlet | old quiet | tower forest | mouse frog | hooted screeched
    frog frogs tadpole | loud small | pond | worm | croaked
  creature: one many | trait | near | food | noise
    donkey donkeys | slow | farm mill | grass carrot | brayed
    gull gulls | loud fast | pier harbor | crab crumb | screeched
    mouse mice | small quiet | attic pantry | cheese crumb | squeaked
    wolf wolves | dark strong | forest hill | sheep hen | howled growled
    whale whales | big heavy | ocean bay | shrimp | splashed
    crow crows | dark old | house field | corn crumb | cawed
    parrot parrots | loud bright | parlor house | corn seed | screeched squawked

  -- What the sea gives and what takes men to sea.
  fish: one many | trait | near | mate
    herring herring | fresh small | bay | barrel
    cod cod | cold heavy | ocean | salt
    trout trout | fast bright | river | butter
    crab crabs | heavy slow | beach | pot
    salmon salmon | strong fresh | river | lemon
    eel eels | long thin | river | bucket
    lobster lobsters | heavy old | rock | pot
    shrimp shrimp | small soft | ocean | rice
  boat: one many | trait | near | mate
    boat boats | small old | harbor pier | rudder rope
    ship ships | big fast | ocean harbor | mast cannon
    ferry ferries | slow big | river pier | ticket passenger
    schooner schooners | fast tall | ocean bay | canvas rigging
    barge barges | slow heavy big | river | coal gravel
    raft rafts | small big | river pond | wood barrel
    canoe canoes | small thin | pond river | paddle feather
    trawler trawlers | old strong loud | harbor ocean | net winch
    yacht yachts | big bright | bay harbor | flag anchor

  -- Places, each with its preposition.
  place: one many at | trait
    harbor harbors in | big old
    market markets at | loud big
    pier piers on | long old
    church churches in | quiet tall
    school schools at | loud young
    inn inns at | warm old
    house houses in | warm small
    beach beaches on | big warm
    garden gardens in | quiet bright
    farm farms on | big
    river rivers on | deep long
    forest forests in | dark deep
    hill hills on | tall
    bay bays in | big deep
    castle castles in | old big
    mill mills at | old loud
    square squares in | big loud
    island islands on | small warm
    lighthouse lighthouses at | tall bright
    meadow meadows in | big soft
    pond ponds in | small quiet
    cave caves in | dark cold
    tower towers in | tall dark
    palace palaces in | big bright
    park parks in | quiet big
    street streets in | long dark
    shop shops in | small big
    workshop workshops in | loud small
    yard yards in | small big
    bridge bridges on | long strong
    library libraries in | quiet old
    field fields in | big
    bakery bakeries at | warm small
    ocean oceans on | deep big
    rock rocks on | heavy sharp
  room: one at=in | trait | furniture
    kitchen | warm big | pot table
    bedroom | quiet small | bed pillow
    parlor | warm bright | sofa pillow
    attic | dark old | chest ladder
    cellar | cold dark | barrel shelf
    pantry | cold small | cupboard jar
    hall | long big | mirror chair
    ballroom | bright big | piano lamp

  -- Food and drink.
  food: one | trait | with
    bread | fresh warm | butter jam
    cake | sweet soft | cream cherry
    soup | warm heavy | onion leek
    cheese | old soft | bread cherry
    pie | sweet warm | apple plum
    stew | heavy warm | carrot bean
    sausage | heavy small | mustard onion
    ham | heavy fresh | mustard egg
    porridge | heavy cold | honey milk
    honey | sweet heavy | bread tea
    butter | soft fresh | bread
    egg | fresh small | salt
  drink: one | trait | from
    tea | warm small | teapot cup
    milk | fresh warm | mug bottle
    beer | dark cold | mug barrel
    coffee | dark strong | cup mug
    wine | old sweet | cup bottle
    cider | fresh cold | mug
    water | cold fresh | bucket well
    lemonade | fresh cold | cup mug
  fruit: one many | trait | near | mate
    apple apples | fresh heavy | garden market | pie
    cherry cherries | dark sweet | garden | cake
    pear pears | soft sweet | garden market | cheese
    plum plums | dark soft | market | cake
    lemon lemons | fresh bright | market | tea
    peach peaches | soft warm | garden | cream
    melon melons | big heavy | field | ham
    berry berries | small fresh | forest | jam
  vegetable: one many | trait | near | mate
    potato potatoes | heavy big | field | salt
    carrot carrots | long thin | field garden | stew
    onion onions | sharp small | garden | soup
    cabbage cabbages | big heavy | field | vinegar
    bean beans | thin long | garden | ham
    leek leeks | long heavy | garden | soup
    turnip turnips | heavy | field | ham
    pumpkin pumpkins | big heavy | field yard | pie

  -- Things to use, to wear, to have.
  tool: one many | trait | mate
    hammer hammers | heavy strong | nail hammer
    net nets | big thin | net herring
    rope ropes | heavy long strong | knot mast
    needle needles | thin sharp | thread button
    knife knives | sharp small | spoon
    axe axes | sharp heavy | wood
    brush brushes | soft thin | bucket
    shovel shovels | big strong | sand coal
    ladder ladders | tall long | roof wall
    anchor anchors | heavy big | chain
    bucket buckets | deep small | well sponge
    lantern lanterns | bright small | candle oil
    compass compasses | small old | map star
    oven ovens | warm big | bread
  garment: one many | trait | worn | mate
    coat coats | long warm | shoulder | button
    hat hats | tall big | head | feather
    scarf scarves | long soft | neck | wool
    shoe shoes | old heavy | foot | button
    shirt shirts | thin old | chest | button
    dress dresses | long bright | shoulder | ribbon
    glove gloves | heavy warm | hand | wool
    sock socks | small heavy | foot | wool
    apron aprons | small big | waist | flour
    boot boots | heavy | foot | mud
    ring rings | small bright | finger | diamond
  body: one many | trait | hurt
    hand hands | strong soft | burned squeezed
    foot feet | big cold | twisted stubbed
    head heads | heavy | bumped scratched
    arm arms | long strong | broke stretched
    leg legs | small strong | broke twisted
    eye eyes | dark bright | closed rubbed
    ear ears | small soft | covered rubbed
    nose noses | long cold | blew scratched
    shoulder shoulders | big strong | shrugged stretched
    finger fingers | thin cold | burned pointed
  furniture: one many | trait | near | mate
    chair chairs | old heavy | parlor | pillow
    table tables | long heavy | kitchen | candle
    bed beds | soft warm | bedroom | blanket
    lamp lamps | bright tall | hall | oil
    clock clocks | loud old | hall | key
    mirror mirrors | tall bright | bedroom | ribbon
    cupboard cupboards | deep dark | pantry | plate
    sofa sofas | soft big | parlor | pillow
    shelf shelves | long tall | cellar | jar
  instrument: one many | trait | tune
    fiddle fiddles | fast bright | jig reel
    flute flutes | soft small | lullaby waltz
    piano pianos | heavy loud | waltz
    drum drums | loud small | fanfare
    guitar guitars | soft warm | ballad
    harp harps | tall quiet | lullaby hymn
    trumpet trumpets | loud bright | fanfare
    whistle whistles | sharp thin | reel shanty
    bell bells | loud heavy | hymn
  flower: one many | trait | near | mate
    rose roses | sweet dark | garden | ribbon
    tulip tulips | bright tall | park | leaf
    daisy daisies | small bright | meadow | grass
    lily lilies | tall cold | pond | reed
    poppy poppies | bright thin | field | wheat
  tree: one many | trait | near | mate
    oak oaks | old strong | forest | acorn
    pine pines | tall dark | hill | acorn
    willow willows | soft old | river | reed
    birch birches | thin small | pond | leaf
    maple maples | sweet big | park | honey

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
    january | snow ice | winter
    february | ice fog | winter
    march | wind snow | spring
    april | rain sunshine | spring
    may | mist sunshine | spring
    june | sunshine | summer
    july | sunshine thunder | summer
    august | thunder mist | summer
    september | mist wind | autumn
    october | fog rain | autumn
    november | rain storm | autumn
    december | snow ice | winter
  weather: name | trait | fell | wears
    rain | cold heavy | house | umbrella
    snow | soft deep | hill | glove
    fog | heavy cold | harbor | lantern
    wind | strong cold | ocean | coat
    storm | loud dark | ocean | anchor
    sunshine | warm bright | beach | hat
    thunder | loud deep | hill | blanket
    mist | thin small | pond | lantern
  color: name
    red
    blue
    white
    black
    green
    brown
    yellow
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

  -- What a word without a row of its own falls back on.
  other: name | trait
    thing | new fine plain strange pretty lovely

  -- Far away.
  country: land capital people | goods | sight | dish
    france paris french | wine perfume | cathedral | onion
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
  """
