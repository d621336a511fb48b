"""Where a route rightly answers otherwise than the rest, each with its reason."""

# They save what is being typed, from the page's own script, and lead nowhere.
SILENT = {
    "applications.autosave": 204,
    "discovery.draft": 200,
    "notices.stop_at_once": 204,
    "role_needs.read_posting": 200,  # shows what it found in the words, and keeps nothing
}
# A mail program has no page of ours to take a token from: the signed link itself lets it do this one thing.
BY_ITS_LINK = {"notices.stop_at_once"}
# The second click of these leaves a page whose sign-in or link the first has ended; it changes nothing.
ENDS_ELSEWHERE = {
    "accounts.sign_out",
    "accounts.switch",
    "accounts.join",
    "accounts.look_for_work",
    "accounts.change_password",  # a new sign-in
    "accounts.turn_on",
    "accounts.turn_off",
    "accounts.give_code",  # a code that is used once
    "accounts.take_address",
    "accounts.accept",
    "accounts.confirm",
    "accounts.reset",  # a link that is used once, and says so
}
# They share a form, and so its hidden version, with the one that changes a row; nothing is there yet to be old.
CREATES = {
    "cohorts.create",
    "discovery.new",
    "jobseekers.add_experience",
    "offers.write",
    "placements.record_hire",
    "programs.create",
}
# What is acted on is not there (or not this person's to see) the second time: 404.
GONE = {
    "competencies.add",  # words that led nowhere are decided once
    "competencies.leave_words",
    "competencies.map_words",
    "competencies.take_proposal",
    "accounts.end_sign_in",
    "accounts.look_for_work",  # one looks for work already, and acts as somebody who does
    "administration.cancel",
    "administration.end_place",
    "administration.end_sign_in",
    "administration.merge",
    "cohorts.release_partner",
    "consortium.decline",
    "discovery.remove",
    "jobseekers.remove_claim",
    "jobseekers.remove_evidence",
    "jobseekers.remove_experience",
    "jobseekers.withdraw_consent",
    "outbox.drop",
    "outbox.retry",
    "programs.remove_module",
    "role_needs.remove_requirement",
}
# What may be said again, each with its reason.
MAY_BE_REPEATED = {
    "accounts.edit": "says the same again",
    "accounts.prove": "proves it again",
    "accounts.new_codes": "other codes",
    "accounts.kept_codes": "they are gone already",
    "accounts.ask_for_address": "a newer link takes the place of the older",
    "accounts.end_other_sign_ins": "there are none any more",
    "accounts.sign_in": "somebody signs in anew",
    "accounts.sign_out": "a stranger is shown the sign-in page",
    "accounts.switch": "one switches to where one is",
    "accounts.forgot": "says the same to everybody, so that nobody learns who is here",
    "accounts.register": "says the same to everybody, so that nobody learns who is here",
    "administration.invite": "the newer invitation takes the place of the older",
    "administration.resend": "a mail may be lost twice",
    "administration.end_sign_ins": "ends the sign-ins again",
    "administration.send_sample": "another sample",
    "applications.autosave": "a draft is saved again",
    "applications.save_draft": "a draft is saved again",
    "consortium.name": "is named already",
    "consortium.unname": "is not named already",
    "discovery.answer": "an answer is saved again",
    "discovery.draft": "an answer is saved again",
    "role_needs.read_posting": "the words are read again",
    "discovery.quoting": "says the same again",
    "discovery.code": "one sentence may tell of two things",
    "discovery.new": "another session",
    "role_needs.new": "another role",
    "matches.run": "another run",
    "jobseekers.add_experience": "another experience",
    "jobseekers.add_evidence": "more evidence",
    "jobseekers.consent_to_matching": "has consented already",
    "jobseekers.set_level": "says the same again",
    "enrolments.assess": "seen again on another day",
    "programs.edit": "the same words again",
    "programs.teach": "sets the level again",
    "notices.read": "has been read",
    "notices.read_all": "has been read",
    "notices.choose": "says the same again",
    "notices.stop": "has stopped",
    "notices.stop_at_once": "has stopped",
    "role_needs.move_requirement": "one place further up",
}
# Their ids are two rows of one kind, each of its own.
STAND_ALONE = {
    "administration.merge",
    "competencies.take_proposal",  # any word may mean any competency
}
# A button that carries the version of the page beside its form.
READS_BESIDE = {"role_needs.confirm": {"version"}}
# Where the ids of a field come from.
CHOSEN_FROM = {
    "organisation_id": "organisations",
    "contact_id": "employer_contacts",
    "membership_id": "memberships",
    "session_id": "discovery_sessions",
    "insight_id": "insights",
    "employer_id": "employers",
    "consortium_id": "consortia",
    "program_id": "programs",
    "hiring_partner_id": "hiring_partners",
    "slot_id": "interview_slots",
    "experience_id": "experiences",
}
# Forms whose fields take whatever is typed: words that name no competency say so, and a line may be left out.
TAKES_ANYTHING = {"competencies.map_words", "role_needs.take_proposals"}
