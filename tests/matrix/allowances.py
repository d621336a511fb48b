"""Where a route rightly answers otherwise than the rest, each with its reason."""

# They save what is being typed, from the page's own script, and lead nowhere.
SILENT = {
    "applications.autosave": 204,
    "discovery.draft": 200,
    "discovery.linger": 204,
    "discovery.mark": 200,
    "notices.stop_at_once": 204,
    "cohorts.check_fit": 200,  # says where somebody stands, and keeps nothing
    "programs.look_at_blueprint": 200,  # shows what an import would make, and makes nothing
    "reviews.autosave": 200,
    "sessions.note_line": 200,
    "discovery.stand_ins": 200,  # shows what it marks in the words, and keeps nothing
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
    "jobseekers.leave",  # nobody is signed in any more
    "accounts.turn_on",
    "accounts.turn_off",
    "accounts.give_code",  # a code that is used once
    "accounts.take_address",
    "accounts.accept",
    "accounts.confirm",
    "accounts.reset",  # a link that is used once, and says so
    "discovery.split",  # whoever moved the last quote of a theme hears nothing under it any more
}
# They share a form, and so its hidden version, with the one that changes a row; nothing is there yet to be old.
CREATES = {
    "reviews.add_criterion",
    "cohorts.create",
    "consortium.create",
    "discovery.new",
    "discovery.propose",
    "jobseekers.add_experience",
    "jobseekers.save_wants",  # the first time; later ones are tried in the tests of the room
    "resumes.take_experience",
    "offers.write",
    "placements.record_for_them",
    "placements.record_hire",
    "placements.record_own",
    "programs.create",
}
# What is acted on is not there (or not this person's to see) the second time: 404.
GONE = {
    "applications.discard_form",
    "applications.publish_form",  # what is in use is not being composed any more
    "applications.remove_question",
    "reviews.remove_criterion",
    "competencies.add",  # words that led nowhere are decided once
    "competencies.leave_words",
    "competencies.map_words",
    "competencies.merge",  # what went on in another one is not there any more
    "competencies.take_proposal",
    "accounts.end_sign_in",
    "accounts.look_for_work",  # one looks for work already, and acts as somebody who does
    "administration.cancel",
    "administration.end_place",
    "interests.delete",
    "administration.end_sign_in",
    "administration.merge",
    "cohorts.release_partner",
    "consortium.decline",
    "discovery.drop_mark",
    "discovery.remove",
    "discovery.remove_question",
    "discovery.sort_mark",
    "discovery.split",  # its quotes are under another theme now
    "jobseekers.accept_suggestion",  # it is asked no longer
    "jobseekers.decide",  # it waits no longer
    "jobseekers.set_aside",  # it is asked no longer
    "graduations.no_longer",  # is asked no more
    "jobseekers.remove_claim",
    "jobseekers.remove_evidence",
    "jobseekers.remove_experience",
    "jobseekers.stop_keeping_away",
    "jobseekers.withdraw_consent",
    "offers.remove_condition",
    "outbox.drop",
    "outbox.retry",
    "programs.drop_words",
    "programs.settle_words",  # the words are decided
    "programs.remove_module",
    "programs.remove_part",
    "role_needs.remove_requirement",
    "resumes.drop_experience",  # answered once
    "resumes.forget",
    "resumes.take_as_it_is",
    "resumes.take_experience",
    "testimonials.give",  # said of this cohort
}
# What may be said again, each with its reason.
MAY_BE_REPEATED = {
    "exports.take_audit": "another file, on record once more",
    "exports.take_figures": "another file, on record once more",
    "exports.take_frozen": "another file, on record once more",
    "exports.take_people": "another file, on record once more",
    "exports.take_released": "another file, on record once more",
    "interviews.offer_again": "the same times again",
    "interviews.report_problem": "another word to the program team",
    "reviews.add_criterion": "another criterion",
    "reviews.change_criterion": "the same words again",
    "reviews.assign_evenly": "nobody is left to ask",
    "reviews.autosave": "a draft is saved again",
    "reviews.move_criterion": "one place further up",
    "reviews.save": "a draft is saved again",
    "reviews.use_rubric": "is in use already",
    "home.assign": "has it already",
    "home.snooze": "is put off again",
    "home.wake": "is back already",
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
    "applications.add_question": "another question",
    "applications.begin_form": "leads to the version that is there",
    "applications.change_question": "the same words again",
    "applications.question_down": "one place further down",
    "applications.question_up": "one place further up",
    "applications.autosave": "a draft is saved again",
    "applications.save_draft": "a draft is saved again",
    "competencies.choose_other": "leads to both again",
    "competencies.leave_apart": "they stay two already",
    "consortium.name": "is named already",
    "consortium.draft": "leads to the draft that is there",
    "consortium.write_text": "the same words again",
    "consortium.edit": "the same words again",
    "consortium.unname": "is not named already",
    "discovery.answer": "an answer is saved again",
    "dashboards.count_again": "is counted once more",
    "discovery.draft": "an answer is saved again",
    "role_needs.read_posting": "the words are read again",
    "discovery.quoting": "says the same again",
    "discovery.code": "one sentence may tell of two things",
    "discovery.new": "another session",
    "role_needs.new": "another role",
    "role_needs.copy": "another copy",
    "role_needs.extend": "says the same again",
    "offers.add_condition": "another condition",
    "matches.request_runs": "other runs",
    "snapshots.create": "another report",
    "snapshots.draw": "another audit",
    "snapshots.freeze": "says that nothing has changed",
    "snapshots.tick": "takes the place of the one before",
    "matches.run": "another run",
    "interests.leave": "another mail asks the same",
    "jobseekers.add_experience": "another experience",
    "resumes.forget_file": "is deleted already",
    "resumes.take_competencies": "answers what is left",
    "resumes.upload": "takes the place of the one before",
    "placements.add_evidence": "another file",
    "placements.note_contact": "another try",
    "placements.record_own": "another job",
    "placements.record_for_them": "another job",
    "placements.say": "another answer",
    "placements.say_opinion": "another answer",
    "placements.take_back_evidence": "is gone already",
    "jobseekers.add_evidence": "more evidence",
    "jobseekers.choose_pools": "says the same again",
    "jobseekers.consent_to_matching": "has consented already",
    "jobseekers.leave": "a stranger is shown the sign-in page",
    "jobseekers.save_equity": "says the same again",
    "jobseekers.set_level": "says the same again",
    "encounters.introduce": "has agreed already",
    "encounters.keep_back": "is kept back already",
    "encounters.note_people": "the same list again",
    "encounters.observe": "something else that was seen",
    "encounters.show": "is shown already",
    "enrolments.assess": "seen again on another day",
    "graduations.choose": "says the same again",
    "graduations.mark_ready": "looked at anew",
    "graduations.require": "another item",
    "graduations.tick": "is ticked already",
    "sessions.make_feed": "another address takes the place of the one before",
    "sessions.name_barrier": "something else that is in the way",
    "sessions.give_support": "something else that was given",
    "sessions.note_contact": "another contact",
    "sessions.note_line": "nothing new is noted",
    "sessions.note_roll": "nothing new is noted",
    "sessions.say_helped": "says the same again",
    "programs.edit": "the same words again",
    "programs.look_at_blueprint": "the file is read again",
    "programs.teach": "sets the level again",
    "programs.answer": "an answer is written again",
    "programs.comment": "another comment",
    "programs.edit_part": "the same words again",
    "notices.follow": "leads there again",
    "notices.read": "has been read",
    "notices.read_all": "has been read",
    "notices.choose": "says the same again",
    "notices.stop": "has stopped",
    "notices.stop_at_once": "has stopped",
    "role_needs.move_requirement": "one place further up",
    "rounds.change": "the same decision again",
    "cohorts.check_fit": "the same answer again",
    "cohorts.offer_hours": "another date",
    "cohorts.wish_for_next": "takes the place of what was said before",
    "decisions.place": "the same place again",
    "decisions.propose": "the same proposal again",
    "decisions.set_rules": "says the same again",
    "discovery.add_question": "another question",
    "discovery.change_introduction": "the same words again",
    "discovery.change_question": "the same words again",
    "discovery.copy_guide": "another edition",
    "discovery.find": "another finding takes the place of the one before",
    "discovery.linger": "more time at the same topic",
    "discovery.mark": "one sentence may tell of two things",
    "discovery.move_question": "one place further up",
    "discovery.new_guide": "another guide",
    "discovery.new_probe": "another thing to ask about",
    "discovery.propose": "another session",
    "discovery.recording": "says the same again",
    "discovery.rename": "the same name again",
    "discovery.reply": "another answer to the same line",
    "discovery.set_beside": "another pair",
    "discovery.stand_ins": "the words are read again",
    "employers.edit_contact": "the same words again",
}
# What was typed on an old page is kept beside what stands, to be merged: tests/demand/test_discovery_notes.py.
KEEPS_BESIDE = {"discovery.answer", "discovery.draft"}
# The second button of another form: what was typed stands in that one.
SECOND_BUTTON = {"programs.object_to": "sign-off", "reviews.save": "submit", "interviews.draft_feedback": "release"}
# Their ids are two rows of one kind, each of its own.
STAND_ALONE = {
    "administration.merge",
    "competencies.leave_apart",  # any two may be the same or not
    "competencies.merge",  # the same
    "competencies.take_proposal",  # any word may mean any competency
}
# A button that carries the version of the page beside its form.
READS_BESIDE = {"role_needs.confirm": {"version"}}
# Where the ids of a field come from.
CHOSEN_FROM = {
    "to_cohort_id": "cohorts",
    "rubric_id": "rubrics",
    "reviewer_id": "people",
    "reviewer_ids": "people",
    "organisation_id": "organisations",
    "contact_id": "employer_contacts",
    "membership_id": "memberships",
    "session_id": "discovery_sessions",
    "into_id": "role_needs",
    "insight_id": "insights",
    "cohort_id": "cohorts",
    "people": "enrolments",
    "employer_id": "employers",
    "consortium_id": "consortia",
    "program_id": "programs",
    "module_id": "modules",
    "hiring_partner_id": "hiring_partners",
    "slot_id": "interview_slots",
    "experience_id": "experiences",
    "speaker_id": "employer_contacts",
    "other_id": "themes",
    "asked_insight_id": "insights",
    "done_insight_id": "insights",
    "settles_id": "answer_revisions",
    "role_need_id": "role_needs",
    "referral_id": "referrals",
    "wanted": "referrals",
    "role_need_ids": "role_needs",
    "source_id": "cohorts",
    "guide_id": "interview_guides",
    "competency_id": "competencies",
    "led_by_id": "people",
    "claim_id": "competency_claims",
    "said_id": "placement_claims",
}
# Forms whose fields take whatever is typed: words that name no competency say so, and a line may be left out.
TAKES_ANYTHING = {
    "competencies.choose_other",
    "competencies.map_words",
    "role_needs.take_from_occupation",
    "role_needs.take_proposals",
    "resumes.take_competencies",
    "resumes.upload",
    "rounds.save_own",  # what no longer lives is left out of the order
    "rounds.save_role",
}
