"""Articles about weather, sport, markets, culture, science and everyday life: the rest of a newspaper, written to measure speed with.

Each kind has sentences of its own with gaps for names, places and numbers; an article is a headline and a dozen sentences of one kind in
some order. They are written like news, verbs of saying and winning included, but nobody acts on anybody in the sense of PLOVER.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from khronika.model import Article

GAPS: dict[str, tuple[str, ...]] = {
    "team": ("Rovers", "the Falcons", "Athletic", "the Harbour Club", "United", "the Pirates", "Wanderers", "the Kestrels"),
    "player": ("Marek Dolny", "Anita Kovac", "Tom Ashdown", "Luis Herrero", "Siiri Laine", "Kofi Amponsah", "Yuto Mori", "Clara Benoit"),
    "town": ("Larnach", "Porto Vela", "Eastmere", "Kallio", "San Telmo", "Brunnfeld", "Ostrava", "Lyon", "Halifax", "Nagoya"),
    "firm": ("Norvik Foods", "Calder Instruments", "Bluewater Shipping", "Helion Solar", "Tessera Software", "Marlow Paper"),
    "number": ("3", "7", "12", "18", "24", "31", "46", "58", "77", "90"),
    "share": ("0.4", "1.2", "2.7", "3.5", "6.1", "8.8"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "month": ("January", "March", "May", "July", "September", "November"),
    "artist": ("Elena Marsh", "the Lindqvist Quartet", "Paulo Reis", "Ingrid Thal", "the Dry Season", "Amadou Keita"),
    "plant": ("tomatoes", "beans", "apple trees", "roses", "courgettes", "raspberries"),
}  # fmt: skip

KINDS: dict[str, tuple[str, ...]] = {
    "weather": (
        "A ridge of high pressure lies over {town} and the air stays dry until {day}.",
        "Temperatures climb to {number} degrees inland and a little less near the coast, where fog lingers until noon.",
        "By {day} a shallow trough arrives from the west with showers and a fresh breeze.",
        "Pollen counts are high, and allergy sufferers may want to keep their windows closed in the morning.",
        "Snow is likely above 1,{number}00 metres, with icy roads in the valleys around {town}.",
        "The wettest {month} on record was that of 19{number}, when the gauge at {town} showed {number}0 millimetres.",
        "Surfers will find clean waves of about {number} feet at dawn.",
        "Nights are clear and cool, with patches of frost in hollows.",
        "Gardeners near {town} should cover tender plants, the weather office said.",
        "The outlook for next week is mixed: sun first, then cloud and some drizzle.",
        "Sunset is at {number} minutes past six and the moon is almost full.",
        "River levels at {town} are normal for {month}.",
        "A thunderstorm is possible late on {day}, mostly over high ground.",
        "Humidity drops below {number} per cent in the afternoon.",
    ),
    "sport": (
        "{team} beat {town} {number}-{number} on {day} with two late goals from {player}.",
        "{player} needed {number} minutes to find the net after a neat pass down the left.",
        "The visitors had more of the ball but little to show for it.",
        "{player}, who is {number}, has scored in each of the last four games.",
        "\"We were sharp at the back and patient up front,\" the coach said.",
        "A crowd of {number},400 saw the hosts go top of the table for the first time since {month}.",
        "{player} is out for {number} weeks with a sore knee.",
        "The second half was a dull affair until a long throw caught the defence asleep.",
        "{team} travel to {town} on {day} without their captain.",
        "In the women's race {player} finished in {number} minutes and {share} seconds, a personal best.",
        "The tennis final went to a third set, which {player} took 6-4.",
        "Rain held up play before lunch, and only {number} overs were possible.",
        "The club has won {number} of its past {number} home matches.",
        "{player} served {number} aces and dropped only one game.",
        "Tickets for the cup tie go on sale on {day} at the ground.",
        "The goalkeeper made a fine save from {player} in stoppage time.",
    ),
    "markets": (
        "Shares of {firm} rose {share} per cent on {day} after quarterly profit came in above forecasts.",
        "The main index closed {share} per cent lower in thin trade.",
        "{firm} earned {number} million euros in the three months to {month}, up from {number} million a year earlier.",
        "Sales of new cars slipped by {share} per cent in {month}, industry figures show.",
        "Analysts at a bank in {town} expect margins to recover next year.",
        "The company plans to open {number} shops in the region of {town} by {month}.",
        "Copper traded near {number}00 dollars and wheat was little changed.",
        "{firm} named {player} as its head of finance; the post had been vacant since {month}.",
        "House prices in {town} are {share} per cent above last year's level.",
        "The dividend stays at {number} cents a share.",
        "\"Demand for our pumps is solid in every market,\" the chief executive said in a note to investors.",
        "Freight rates eased for the third week in a row.",
        "The yield on ten-year bonds ended at {share} per cent.",
        "Inventories were at their lowest since {month}, the survey showed.",
        "A weak currency made exports cheaper and imported coffee dearer.",
    ),
    "culture": (
        "{artist} plays the town hall of {town} on {day}, with {number} musicians on stage.",
        "The new album has eleven songs and was recorded in a barn near {town}.",
        "The museum shows {number} watercolours that have never been seen in public.",
        "In her third novel {artist} follows a family of beekeepers through one long summer.",
        "The film runs for {number}0 minutes and is at its best when nobody speaks.",
        "Tickets cost {number} euros; children under ten get in free.",
        "Critics liked the sets more than the singing.",
        "{artist} learned the cello at six and wrote a first piece at eleven.",
        "The festival in {town} has grown from a few tents to {number} stages.",
        "A reading for children starts at three on {day} in the library.",
        "The series returns in {month} with a new cast and an old villain.",
        "Visitors can see the frescoes by candlelight until the end of {month}.",
        "\"I paint what I see from my kitchen,\" {artist} said.",
        "The ballet's costumes, all yellow, were sewn by {number} volunteers.",
    ),
    "science": (
        "Astronomers in {town} have found a planet with a year of {number} days.",
        "The telescope will look for water vapour in its thin atmosphere.",
        "Bees that live in cities visit more kinds of flowers than their country cousins, a study shows.",
        "The team fed {number} mice a diet rich in fibre for {number} weeks.",
        "A fossil from a quarry near {town} turns out to be the jaw of an early whale.",
        "The paper appears in the {month} issue of a journal of geology.",
        "The new battery loses only {share} per cent of its charge in a month.",
        "Sleep seems to tidy up memories, but nobody knows quite how.",
        "The probe passed within {number}00 kilometres of the comet on {day}.",
        "Engineers at {firm} have built a chip that needs a tenth of the power.",
        "The phone's camera is good in dim light; its battery is not.",
        "\"The signal was so faint that we checked it {number} times,\" said {player}, the lead author.",
        "Ice cores from the glacier reach back {number},000 years.",
        "The app is free, and a paid version without adverts costs {share} euros a month.",
    ),
    "life": (
        "Peel the potatoes, slice them thin and layer them in a buttered dish with cream and nutmeg.",
        "Bake for {number} minutes until the top is golden, then let it rest.",
        "Sow {plant} indoors in {month} and plant them out when the nights are mild.",
        "The walk from {town} to the lighthouse takes about {number} minutes and suits small children.",
        "A good mattress lasts ten years, and a poor one feels like it.",
        "The school fair on {day} has a cake stall, a raffle and a brass band.",
        "{player} has run the bakery in {town} for {number} years and still gets up at three.",
        "Water {plant} in the evening and mulch them with straw.",
        "The old mill is now a small hotel with {number} rooms and a view of the weir.",
        "Dogs are welcome in the garden but not in the dining room.",
        "Choir practice moves to {day} from the first week of {month}.",
        "Our reader asks how to get red wine out of a linen cloth; salt and patience will do.",
        "The market has cheese from {number} dairies and the best plums in the county.",
        "The bus to {town} leaves every {number} minutes from the square.",
    ),
}  # fmt: skip
GAP = re.compile(r"\{(\w+)\}")


def ordinary(count: int, seed: int = 1) -> Iterator[Article]:
    """Articles that no political event is in, of all kinds in turn; the same seed gives the same."""
    chance = random.Random(seed)
    kinds = list(KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        sentences = [_filled(sentence, chance) for sentence in chance.sample(KINDS[kind], chance.randint(9, len(KINDS[kind])))]
        size = chance.choice((1, 2, 3))
        paragraphs = [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
        yield Article(f"{kind}-{number}", "\n\n".join(paragraphs), published="2024-05-17", language="en")


def _filled(sentence: str, chance: random.Random) -> str:
    """The sentence with each gap filled, its first letter large."""
    text = GAP.sub(lambda gap: chance.choice(GAPS[gap[1]]), sentence)
    return text[0].upper() + text[1:]
