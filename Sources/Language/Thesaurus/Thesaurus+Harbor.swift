import Ground
import Tensors

extension Thesaurus {
  /// A small thesaurus of a harbor town, written for this book.
  public static let harbor: Thesaurus = {
    do { return try Thesaurus(text: harborText) } catch { stop("\(error)") }
  }()

  private static let harborText = """
    thing
    object < thing
    living thing, being < thing
    event, happening < thing
    state < thing

    # Things to ride in
    vehicle, conveyance < object
    motor vehicle < vehicle
    car, auto, automobile, motorcar < motor vehicle
    go-kart < motor vehicle
    truck, lorry < motor vehicle
    motorcycle, motorbike < motor vehicle
    taxi, cab < car
    ambulance < car
    bicycle, bike < vehicle
    cart, wagon < vehicle
    vessel, watercraft < vehicle
    boat < vessel
    ship < vessel
    sailing boat, sailboat < boat
    rowing boat, rowboat < boat
    fishing boat < boat
    ferry, ferryboat < boat
    tug, tugboat < boat
    steamer, steamship < ship
    trawler < fishing boat, ship

    # Things to make and use
    building < object
    house, home < building
    lighthouse < building
    inn, tavern < building
    shop, store < building
    tool < object
    net < tool
    anchor < tool
    rope, line < tool

    # Places
    place < object
    harbor, haven, port < place
    pier, quay < place
    shore, coast, bank < place
    savings bank, bank < building

    # Animals
    animal, beast, creature < living thing
    fish < animal
    herring < fish
    cod, codfish < fish
    mackerel < fish
    eel < fish
    bird < animal
    gull, seagull < bird
    duck < bird
    mammal < animal
    dog, hound < mammal
    cat < mammal
    horse < mammal
    seal < mammal

    # People
    person, human < living thing
    worker, laborer < person
    sailor, seaman, mariner < worker
    captain, skipper < sailor
    fisherman, fisher < worker
    baker < worker
    teacher < worker
    child, kid < person
    girl < child
    boy < child
    woman < person
    man < person

    # Feelings and moods
    feeling, emotion < state
    joy, delight, happiness < feeling
    sadness, sorrow < feeling
    fear, dread < feeling
    anger, rage < feeling
    hope < feeling

    # Weather
    weather < event
    wind < weather
    breeze < wind
    gale < wind
    storm, tempest < weather
    rain < weather
    drizzle < rain
    snow < weather
    fog, mist < weather
    """
}
