"""Every clause of the POSTC ALPR Model Policy in the paper's own order: id, our short statement, and who keeps it.

The statements are ours; the policy's words are in the document that an agency adopts and uploads. `CODE` means that
the software enforces the clause; `PEOPLE` that people keep it with a form, a reminder or a log from the software.
"""

from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    CODE = "code"
    PEOPLE = "people"


class Clause(NamedTuple):
    """One obligation. `id` follows the policy's lettering, so `F.a.1.iii` is section F, a, 1, iii."""

    id: str
    statement: str
    kind: Kind = Kind.CODE

    @property
    def anchor(self) -> str:
        """Where it stands in the policy's paper, as in "section F, a, 1, iii"."""
        section, *parts = self.id.split(".")
        return ", ".join((f"section {section}", *parts))


A = Clause("A", "Minimum standards for the department's use of plate readers.")
B = Clause("B", "Plates and vehicle descriptors are compared with justice databases and hot lists.")
C = Clause("C", "The same words mean the same things everywhere.")
D = Clause("D", "The Chief appoints an ALPR Administrator.", Kind.PEOPLE)
D_1 = Clause("D.1", "The system serves department business only, within the law.")
D_2 = Clause("D.2", "Only trained sworn officers, crime analysts and communication operators have access.")
D_3 = Clause("D.3", "The Administrator issues log-ins.")
D_4 = Clause("D.4", "Users complete their training.")
D_5 = Clause("D.5", "Security and privacy are watched.")
D_6 = Clause("D.6", "Equipment is watched and failures go to the vendor.")
D_7 = Clause("D.7", "Violations are reported to the Chief.")
D_8 = Clause("D.8", "Requests to share data are reviewed.")
D_9 = Clause("D.9", "Queries are audited each quarter.")
D_10 = Clause("D.10", "The Administrator recommends updates to the Chief.", Kind.PEOPLE)
E_A = Clause("E.a", "Data is queried only in the listed circumstances.")
E_A_1 = Clause("E.a.1", "A criminal offence with reasonable suspicion; never civil immigration or lawful care.")
E_A_2 = Clause("E.a.2", "A missing, exploited or endangered person, or human trafficking.")
E_A_3 = Clause("E.a.3", "An outstanding warrant, a suspect, a stolen vehicle or a stolen plate.")
E_A_4 = Clause("E.a.4", "Flight or evasion from law enforcement.")
E_A_5 = Clause("E.a.5", "A fugitive from justice.")
E_A_6 = Clause("E.a.6", "A target whose physical surveillance is dangerous or compromised.")
E_A_7 = Clause("E.a.7", "A wrong-way, intoxicated or medically distressed driver.")
E_A_8 = Clause("E.a.8", "An accident with death or serious injury.")
E_A_9 = Clause("E.a.9", "Evading responsibility after a crash.")
E_A_10 = Clause("E.a.10", "Exigent circumstances.")
E_A_11 = Clause("E.a.11", "National security and counterterrorism watch lists.")
E_B = Clause("E.b", "Hot lists come from named sources and serve the listed purposes.")
F = Clause("F", "Only designated, trained people with an approved log-in use the system.")
F_A = Clause("F.a", "A query is made for a permitted purpose, by a person signed in as themselves.")
F_A_1_I = Clause("F.a.1.i", "The parameters of a query are entered.")
F_A_1_II = Clause("F.a.1.ii", "The reason and the offence type of a query are entered.")
F_A_1_III = Clause("F.a.1.iii", "A case number or other identifying number is entered.")
F_A_2 = Clause("F.a.2", "Queries focus on criminal activity.")
F_B_1 = Clause("F.b.1", "A supervisor approves before a hot list is made.")
F_B_1_I = Clause("F.b.1.i", "An entry states offence type, vehicle description and officer.")
F_B_1_II = Clause("F.b.1.ii", "An entry has an expiry date and is watched.")
F_B_1_III = Clause("F.b.1.iii", "An entry goes at its expiry or when the vehicle is located.")
F_B_1_IV = Clause("F.b.1.iv", "The plate of an entry is verified through CJIS or NCIC.")
F_B_1_V = Clause("F.b.1.v", "An entry carries descriptors where they are known.")
F_C_1 = Clause("F.c.1", "A stop on an alert serves one of the listed purposes.")
F_C_1_I = Clause("F.c.1.i", "Before a stop the plate is confirmed by eye, or suspicion stands on its own.")
F_C_1_II = Clause("F.c.1.ii", "Before a stop the status is verified, or as soon as practicable.")
G_1 = Clause("G.1", "Only vehicles visible to the public are captured, unless a court orders otherwise.")
G_2 = Clause("G.2", "Nobody is harassed or intimidated.")
G_3 = Clause("G.3", "Nobody is singled out by a protected characteristic alone.")
G_4 = Clause("G.4", "There is no personal use.")
G_5 = Clause("G.5", "First Amendment activity is neither identified nor infringed.")
H_1 = Clause("H.1", "Nothing goes to an out-of-state agency without its written declaration.")
H_2 = Clause("H.2", "The Chief decides which networks have access.")
H_3 = Clause("H.3", "Data is shared for law enforcement or public safety only.")
H_4 = Clause("H.4", "Sharing follows policy or a memorandum.")
H_5 = Clause("H.5", "These are minimum standards; an agency may tighten them.")
I = Clause("I", "Data is kept safe.")  # noqa: E741 - the clause's own letter
I_1 = Clause("I.1", "Freedom-of-information requests follow their statutes.")
I_2 = Clause("I.2", "No query serves civil immigration outside the exceptions.")
I_3 = Clause("I.3", "No query concerns lawful health care.")
I_4 = Clause("I.4", "Reports and affidavits say that ALPR data was used.")
I_5 = Clause("I.5", "The system is audited regularly.")
I_6 = Clause("I.6", "A hit may be stale; communications confirm it before anyone acts.")
I_7 = Clause("I.7", "Data serves legitimate law enforcement purposes only.")
I_8 = Clause("I.8", "Out-of-state agencies affirm the policy first.")
I_9 = Clause("I.9", "The policy and the transparency portal are published.")
I_10 = Clause("I.10", "Misuse has penalties.", Kind.PEOPLE)
J_1 = Clause("J.1", "Each transaction is on record: what, who, when, why.")
J_2 = Clause("J.2", "Data taken for a case is kept until its final disposition.")
J_3 = Clause("J.3", "The Administrator may download the audit trail.")
J_4 = Clause("J.4", "The number and place of all cameras are on record.")
J_5 = Clause("J.5", "Usage is reported.")
K_1 = Clause("K.1", "Data is kept no longer than the limit unless preserved as evidence.")
L = Clause("L", "Training comes before access.")
L_1 = Clause("L.1", "Training topic: access and controls.")
L_2 = Clause("L.2", "Training topic: equipment.")
L_3 = Clause("L.3", "Training topic: hot lists.")
L_4 = Clause("L.4", "Training topic: reporting and retention.")
L_5 = Clause("L.5", "Training topic: sharing.")
L_6 = Clause("L.6", "Training topic: this product.")
L_7 = Clause("L.7", "Training topic: confirming a hit by eye.")
L_8 = Clause("L.8", "Training topic: privacy and civil liberties.")
L_9 = Clause("L.9", "Training topic: prohibited uses.")
L_10 = Clause("L.10", "Training topic: penalties.")
L_11 = Clause("L.11", "Training topic: the Administrator, and changes of law or system.")
M_1 = Clause("M.1", "Vendors share nothing except within the policy.")
M_2 = Clause("M.2", "Vendor contracts carry the policy.")

ALL: Final[tuple[Clause, ...]] = tuple(each for each in list(globals().values()) if isinstance(each, Clause))
BY_ID: Final[dict[str, Clause]] = {clause.id: clause for clause in ALL}
PURPOSES: Final[tuple[Clause, ...]] = tuple(clause for clause in ALL if clause.id.startswith("E.a."))
"""The eleven circumstances in which data may be queried."""
