"""What only the section on the privacy notice says, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from scanner.model.verdict import Text


@unique
class Told(StrEnum):
    """What a notice says of an item, or of what was observed."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    SAID = "said"
    DENIED = "denied"
    NOT_NEEDED = "not_needed"


TOLD: Mapping[Told, Text] = {
    Told.MISSING: Text("missing", "fehlt"),
    Told.UNKNOWN: Text("can't tell", "lässt sich nicht sagen"),
    Told.SAID: Text("said", "steht da"),
    Told.DENIED: Text("said not to be", "wird verneint"),
    Told.NOT_NEEDED: Text("not there, not needed here", "steht nicht da, hier nicht nötig"),
}
TITLE = Text("The privacy notice and what was seen", "Die Datenschutzerklärung und was zu sehen war")
INTRO = Text(
    "What the notice discloses, sentence by sentence, and what the scan observed beside it. Read by rules over its "
    "words; what they can't tell is said to be so.",
    "Was die Datenschutzerklärung offenlegt, Satz für Satz, und daneben, was der Scan beobachtet hat. Gelesen mit "
    "Regeln über den Wortlaut; was sie nicht sagen können, steht als solches da.",
)
WHERE = Text("Notice", "Datenschutzerklärung")
LANGUAGE = Text("Language", "Sprache")
WORDS = Text("Words", "Wörter")
DATED = Text("Version of", "Stand")
NO_DATE = Text("none named", "keiner genannt")
CONTROLLER = Text("Controller", "Verantwortlich")
READ_WHOLE = Text("Read in full", "Vollständig gelesen")
YES, NO = Text("yes", "ja"), Text("no", "nein")
ITEMS = Text("What a notice has to say", "Was eine Datenschutzerklärung sagen muss")
ITEM, STATE, SENTENCE = Text("Item", "Angabe"), Text("In the notice", "In der Erklärung"), Text("Sentence", "Satz")
SECTION = Text("under “{heading}”", "unter „{heading}“")
SHOW = Text("show in the notice", "in der Erklärung zeigen")
CORE = Text("core", "Kern")
FACING = Text("Observed and disclosed", "Beobachtet und offengelegt")
FACING_INTRO = Text(
    "On the left what the scan saw, on the right the words of the notice that name it.",
    "Links, was der Scan gesehen hat, rechts die Worte der Erklärung, die es nennen.",
)
OBSERVED, DISCLOSED = Text("Observed", "Beobachtet"), Text("Disclosed", "Offengelegt")
NOT_NAMED = Text("not named", "nicht genannt")
NOT_SEEN = Text("not seen in this scan", "in diesem Scan nicht gesehen")
NAMED_WITHOUT_WORDS = Text("named", "genannt")
SERVICES = Text("Services of third parties", "Dienste Dritter")
STORED = Text("Cookies and other storage", "Cookies und anderer Speicher")
ONLY_NAMED = Text("Named, but not seen", "Genannt, aber nicht gesehen")
PROMISES = Text("What the shop says of itself", "Was der Shop von sich sagt")
PROMISE, MEASURED = Text("Said", "Gesagt"), Text("Seen", "Gesehen")
BROKEN = Text("contradicted", "widerlegt")
HOLDS = Text("nothing against it was seen", "nichts dagegen gesehen")
THE_TEXT = Text("The notice, with what it discloses marked", "Die Erklärung, mit markierten Angaben")
CUT = Text(
    "The text goes on; the run folder holds all of it.", "Der Text geht weiter; ganz liegt er im Ordner des Laufs."
)
MORE = Text("{n} more stand in the tables of --format csv.", "{n} weitere stehen in den Tabellen von --format csv.")
