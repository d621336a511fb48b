"""Writes the sample résumés: `python -m tests.reader.make_resumes`. Nobody in them exists, nor do the places.

What is to be found in each stands in `resumes/expected.txt`.
"""

from pathlib import Path

from tests.reader.papers import docx, odt, pdf

FOLDER = Path(__file__).parent / "resumes"

NIGHT = ["• Ran the night shift of a hotel with 120 rooms", "• Trained nine new colleagues", "• Wrote the rotas"]
SHOP = ["• Served customers and kept the till", "• Counted stock twice a week"]

TEXTS = {
    "by_the_book": """Mara Quill
12 Larch Lane, Port Elsin · mara.quill@mail.example · 555-0101

Summary
Calm on busy evenings. Ten years in hotels and shops.

Work Experience
Night manager, Hotel Osprey, March 2017 – June 2021
• Ran the night shift of a hotel with 120 rooms
• Trained nine new colleagues
• Wrote the rotas with spreadsheets

Cashier, Gull Street Market, Sept 2012 - Feb 2017
- Served customers and kept the till
- Counted stock twice a week

Volunteer Experience
Board member, Larch Lane Food Bank, since May 2019
• Planned the routes of four vans

Education
Diploma in hospitality, Elsin Community College, 2010 – 2012

Skills
Customer service, team leadership, bookkeeping
""",
    "dates_first": """Tomas Ferrow

EMPLOYMENT HISTORY

2018 – present   Forklift operator, Tern Logistics
Loaded and unloaded forty trucks a day.
Checked every pallet against its papers.

2014 – 2018   Line cook, The Copper Ladle Diner
Cooked for two hundred guests a night.

2011 – 2014   Farmhand, Sorrel Farms
Drove tractors and mended fences.

REFERENCES
On request.
""",
    "each_on_its_line": """Priya Sandell
priya@mail.example

Experience:

Receptionist
Willow Dental Clinic
January 2020 – Present
• Answered the phone in two languages
• Scheduled appointments for five dentists

Office clerk
Halden Freight Ltd.
06/2015 - 12/2019
• Filed customs papers
• Entered data without errors

Languages: English, Punjabi
""",
    "pipes": """OLA BRENNICK | Port Elsin | 555-0177

PROFESSIONAL EXPERIENCE

Store Supervisor | Kestrel Hardware | Port Elsin | Mar 2019 – Jul 2023
* Opened and closed the store
* Led a team of seven

Sales Associate | Kestrel Hardware | Port Elsin | Aug 2016 – Mar 2019
* Advised customers on paint and tools

COMMUNITY INVOLVEMENT

Youth Coach | Elsin Minor Hockey League | 2015 – 2020
* Coached twelve-year-olds
""",
    "capitals_and_brackets": """JOSE MARRENDO

WORK HISTORY:

HOUSEKEEPER (May 2014 to October 2018)
Hotel Osprey
Cleaned fourteen rooms a day and trained newcomers.

DISHWASHER (2012 to 2014)
The Copper Ladle Diner
Kept the kitchen running on Saturday nights.

EDUCATION:
High school diploma, 2011
""",
    "without_headings": """Ines Corvault
555-0119

Baker, Old Mill Bakery, Apr 2015 – Aug 2022
Baked bread for three markets.
Ordered flour and planned the week.

Delivery driver, Old Mill Bakery, 2013 – 2015
Drove the van before dawn.

Diploma in baking, Elsin College, 2012 – 2013
""",
    "en_francais": """Léonie Bastarac
leonie@mail.example

Expérience professionnelle

Gérante adjointe, Épicerie du Quai, depuis mai 2019
• Gestion des horaires de douze personnes
• Service à la clientèle

Caissière, Boulangerie des Tilleuls, de septembre 2014 à avril 2019
• Tenue de la caisse

Bénévolat

Aide aux devoirs, Centre communautaire Larch, janv. 2016 – déc. 2018

Formation

Diplôme d’études collégiales, 2012 – 2014
""",
    "undated": """Sam Oduvar

Work experience

Warehouse picker, Tern Logistics
Cashier, Gull Street Market

Skills
Forklift, first aid, teamwork
""",
    "told_as_a_story": """My name is Dara Venn. From May 2015 to June 2019 I was a cook at the Harbour Diner in Port Elsin.
After that I looked after my father. I like people and I learn fast.
I can cook for many, keep a kitchen clean, and count stock.
""",
    "service": """Cpl (ret.) Noor Halvard

Military Service
Corporal, 3rd Elsin Regiment, 2008 – 2014
• Led a section of eight
• Maintained vehicles and radios

Employment
Security guard, Harbour Mall, 2014-16
• Walked the night rounds

Dispatcher, Elsin Transit, 2016 – Present
• Sent out sixty buses a day
""",
}

WORDS = {
    "organisation_first": [
        "Ruth Amsel",
        "Experience",
        "Hotel Osprey\tMarch 2017 – June 2021",
        "Night manager",
        *NIGHT,
        "Gull Street Market\tSept. 2012 – Feb. 2017",
        "Shift lead",
        *SHOP,
        "Skills",
        "Rota planning, cash handling",
    ],
    "table_of_dates": [
        "Ivo Tarrant",
        "Work experience",
        [
            ["2019 – today", "Bus driver, Elsin Transit\nDrove route 14 for four years.\nNever late twice in a week."],
            ["2015 – 2019", "Courier, Tern Logistics\nDelivered ninety parcels a day."],
        ],
        "Education",
        [["2013 – 2015", "Diploma in logistics, Elsin College"]],
    ],
    "two_columns": [
        "Wanda Pell",
        [
            [
                "Contact\n555-0144\nPort Elsin\nSkills\nSpreadsheets\nScheduling\nFirst aid",
                (
                    "Experience\nOffice administrator, Halden Freight Ltd.\nApril 2016 – May 2022\n• Kept the books\n"
                    "• Planned forty drivers’ weeks\nReceptionist, Willow Dental Clinic\n2012 – 2016\n• Greeted patients"
                ),
            ]
        ],
    ],
    "famille": [
        "Anouk Delorme-Vey",
        "Expériences de travail",
        "Infirmière auxiliaire, Résidence des Pins",
        "mars 2011 à juin 2017",
        "• Soins à quarante résidents",
        "Proche aidance",
        "Aidante de ma mère, à la maison",
        "août 2017 à février 2022",
        "• Médicaments, rendez-vous, repas",
    ],
    "skills_first": [
        "Gil Navarre",
        "Highlights of qualifications",
        "• Twelve years in kitchens",
        "• Food safety certificate",
        "Areas of expertise",
        "Menu planning, stock control, training",
        "Work history",
        "Sous-chef, The Copper Ladle Diner, 2016 – 2023",
        "Line cook, Harbour Diner, 2011 – 2016",
    ],
    "care_and_work": [
        "Beth Lorimer",
        "Family care",
        "Full-time parent, at home",
        "2012 – 2018",
        "• Three children, one with diabetes",
        "Work experience",
        "School bus monitor, Elsin School Board, Sept 2018 – June 2023",
        "• Kept thirty children safe",
    ],
}

ODTS = {
    "headings": [
        "Karel Vosk",
        "# Profile",
        "Twenty years of wood and stone.",
        "# Work experience",
        "Carpenter, Oakline Builders",
        "05/2010 – 11/2018",
        "• Framed two hundred houses",
        "• Read drawings and ordered timber",
        "Apprentice carpenter, Oakline Builders",
        "2007 – 2010",
        "# Volunteering",
        "Volunteer firefighter, Elsin Fire Service",
        "2009 – present",
        "# Education",
        "Red seal certificate, 2010",
    ],
    "short_years": [
        "Mina Asgardi",
        "# Employment",
        "Seamstress, Thistle Tailors\tMay '14 – Aug '19",
        "• Altered wedding dresses",
        "Machine operator, Halden Mills\tFeb '10 – Apr '14",
        "• Ran six looms",
    ],
    "travail_autonome": [
        "Rémi Castagnet",
        "# Expérience",
        "Menuisier à mon compte",
        "2015 à aujourd’hui",
        "• Cuisines et escaliers sur mesure",
        "Préposé à l’entrepôt, Tern Logistique",
        "oct. 2011 au déc. 2014",
    ],
}

PDFS = {
    "plain_page": [
        [
            "Edda Lunn",
            "Work Experience",
            "Pharmacy technician, Elsin Pharmacy, Feb 2018 - Present",
            "• Filled three hundred prescriptions a day",
            "• Trained students",
            "Cashier, Gull Street Market, 2015 - 2018",
            "• Served customers",
            "Education",
            "Pharmacy technician diploma, Elsin College, 2016 - 2018",
        ]
    ],
    "dates_on_the_right": [
        [
            (50, 60, "Hugo Brandt"),
            (50, 95, "EXPERIENCE"),
            (50, 115, "Warehouse lead"),
            (440, 115, "Jan 2019 – Nov 2023"),
            (50, 130, "Tern Logistics"),
            (60, 145, "• Led nine pickers on nights"),
            (60, 160, "• Cut errors by half"),
            (50, 185, "Picker"),
            (440, 185, "Mar 2016 – Jan 2019"),
            (50, 200, "Tern Logistics"),
            (60, 215, "• Picked two hundred orders a shift"),
            (50, 250, "SKILLS"),
            (50, 265, "Forklift, inventory, team leadership"),
        ]
    ],
    "a_side_column": [
        [
            (50, 60, "Yara Okafor-Lind"),
            (50, 110, "Contact"),
            (50, 125, "555-0188"),
            (50, 140, "Port Elsin"),
            (50, 170, "Skills"),
            (50, 185, "Care planning"),
            (50, 200, "First aid"),
            (50, 215, "Patience"),
            (50, 230, "Reporting"),
            (230, 110, "Work experience"),
            (230, 125, "Personal support worker"),
            (230, 140, "Larch Manor Residence"),
            (230, 155, "June 2016 – March 2022"),
            (230, 170, "• Cared for twelve residents"),
            (230, 185, "• Wrote the daily reports"),
            (230, 215, "Volunteer work"),
            (230, 230, "Kitchen volunteer, Larch Lane Food Bank"),
            (230, 245, "2014 – 2016"),
        ]
    ],
    "two_pages": [
        [
            "Stefan Ode",
            "Employment",
            "Welder, Halden Foundry, 2014 – 2023",
            "• Welded pressure pipes",
            "• Passed every X-ray test",
        ],
        ["• Trained four apprentices", "Welder’s helper, Halden Foundry, 2012 – 2014", "• Ground and cleaned seams"],
    ],
    "letters_apart": [
        [
            "T A L I A   R O O K",
            "E X P E R I E N C E",
            "Hairdresser, own business",
            "2013-04 – 2021-09",
            "• Kept forty regular clients and the books",
            "Salon assistant, Shears Salon",
            "2010-09 – 2013-03",
            "E D U C A T I O N",
            "Certificate in hairdressing, 2010",
        ]
    ],
    "dates_under_titles": [
        [
            "Bruno Safi",
            "PROFESSIONAL BACKGROUND",
            "Elsin Transit",
            "Mechanic",
            "April 5, 2012 – May 31, 2020",
            "• Kept eighty buses on the road",
            "COMMUNITY SERVICE",
            "Larch Bike Kitchen",
            "Volunteer mechanic",
            "Summer 2016 – Fall 2019",
        ]
    ],
}


def files() -> dict[str, bytes]:
    """Every sample by its file name."""
    made = {f"{name}.txt": words.encode() for name, words in TEXTS.items()}
    made["capitals_and_brackets.txt"] = TEXTS["capitals_and_brackets"].encode("cp1252")
    made["en_francais.txt"] = TEXTS["en_francais"].replace("’", "'").encode("cp1252")
    made["service.txt"] = TEXTS["service"].encode("utf-16")
    made |= {f"{name}.docx": docx(body) for name, body in WORDS.items()}
    made |= {f"{name}.odt": odt(lines) for name, lines in ODTS.items()}
    return made | {f"{name}.pdf": pdf(pages) for name, pages in PDFS.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
