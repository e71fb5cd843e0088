"""What may be done about people: each in one transaction, leaving one event and a journal of what changed."""

from khue.people.actions.bulk import Draft, Stamp, Written, note_many, write_people
from khue.people.actions.checks import AMENDABLE, Facts, columns_of, fit_faults, list_faults, name_columns
from khue.people.actions.custody import accept_record, cancel_offer, decline_record, offer_record, withdraw_offer
from khue.people.actions.elsewhere import NoSearchPurpose, find_elsewhere
from khue.people.actions.identifiers import (
    AlreadyEnded,
    HasOneAlready,
    IdentifierTaken,
    NewIdentifier,
    NoPurpose,
    end_identifier,
    give_identifier,
    own_numbers,
    personal_number,
    sealed_values,
    show_number,
)
from khue.people.actions.journal import ADDED, note_changes
from khue.people.actions.likeness import declare_different, find_duplicates, pass_up
from khue.people.actions.merging import merge, unmerge
from khue.people.actions.persons import (
    Differing,
    NothingChanged,
    StaleRecord,
    TakenInto,
    add,
    amend,
    held,
)
from khue.people.actions.photos import LARGEST_PHOTO, NotAPhoto, PhotoTooLarge, photo_path, remove_photo, set_photo
from khue.people.actions.readings import log_reading, log_readings
from khue.people.actions.relations import (
    AlreadyRelated,
    OwnRelative,
    RelationEnded,
    Tie,
    add_relative,
    amend_relation,
    relate,
    relate_by_number,
    unrelate,
)
from khue.people.actions.relatives_in_bulk import RelativeDraft
from khue.people.actions.taking_back import ChangedSince, RestsOnIt, ranges, stamp_of_undo, take_back
from khue.people.actions.words import learn_words, recount_words

__all__ = [
    "ChangedSince",
    "RestsOnIt",
    "LARGEST_PHOTO",
    "declare_different",
    "find_duplicates",
    "merge",
    "pass_up",
    "unmerge",
    "Draft",
    "RelativeDraft",
    "Stamp",
    "Written",
    "accept_record",
    "cancel_offer",
    "decline_record",
    "note_many",
    "offer_record",
    "ranges",
    "stamp_of_undo",
    "take_back",
    "withdraw_offer",
    "write_people",
    "ADDED",
    "AMENDABLE",
    "AlreadyEnded",
    "AlreadyRelated",
    "Differing",
    "Facts",
    "HasOneAlready",
    "IdentifierTaken",
    "NewIdentifier",
    "NoPurpose",
    "NoSearchPurpose",
    "NotAPhoto",
    "NothingChanged",
    "OwnRelative",
    "PhotoTooLarge",
    "RelationEnded",
    "StaleRecord",
    "TakenInto",
    "Tie",
    "add",
    "add_relative",
    "amend",
    "amend_relation",
    "columns_of",
    "end_identifier",
    "find_elsewhere",
    "fit_faults",
    "give_identifier",
    "held",
    "learn_words",
    "list_faults",
    "log_reading",
    "log_readings",
    "name_columns",
    "note_changes",
    "own_numbers",
    "personal_number",
    "photo_path",
    "recount_words",
    "relate",
    "relate_by_number",
    "remove_photo",
    "sealed_values",
    "set_photo",
    "show_number",
    "unrelate",
]
