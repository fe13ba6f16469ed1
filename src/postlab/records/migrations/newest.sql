-- version 0014
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE experiment (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	"plan" JSON NOT NULL, 
	plan_hash VARCHAR NOT NULL, 
	seed VARCHAR NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	approve_all BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	parent_id INTEGER, 
	change VARCHAR, 
	reason VARCHAR, paused_at DATETIME, stopped_because VARCHAR, archived_at DATETIME, campaign VARCHAR, 
	CONSTRAINT pk_experiment PRIMARY KEY (id), 
	CONSTRAINT fk_experiment_parent_id_experiment FOREIGN KEY(parent_id) REFERENCES experiment (id), 
	CONSTRAINT uq_experiment_name UNIQUE (name)
);

CREATE INDEX ix_experiment_parent_id ON experiment (parent_id);

CREATE INDEX ix_experiment_state ON experiment (state);

CREATE TABLE amendment (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	changes JSON NOT NULL, 
	reason VARCHAR NOT NULL, 
	hash_before VARCHAR NOT NULL, 
	hash_after VARCHAR NOT NULL, 
	CONSTRAINT pk_amendment PRIMARY KEY (id), 
	CONSTRAINT fk_amendment_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id)
);

CREATE INDEX ix_amendment_experiment_id ON amendment (experiment_id);

CREATE TABLE verdict (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	round_number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	decision VARCHAR NOT NULL, 
	rounds INTEGER NOT NULL, 
	voided INTEGER NOT NULL, 
	difference FLOAT, 
	log_e_treatment FLOAT NOT NULL, 
	log_e_control FLOAT NOT NULL, 
	ratio FLOAT, 
	low FLOAT, 
	high FLOAT, 
	drift BOOLEAN NOT NULL, 
	CONSTRAINT pk_verdict PRIMARY KEY (id), 
	CONSTRAINT fk_verdict_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT uq_verdict_experiment_id_round_number UNIQUE (experiment_id, round_number)
);

CREATE INDEX ix_verdict_experiment_id ON verdict (experiment_id);

CREATE TABLE attempt (
	id INTEGER NOT NULL, 
	post_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	payload JSON NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	code VARCHAR, 
	result VARCHAR, 
	message VARCHAR, 
	CONSTRAINT pk_attempt PRIMARY KEY (id), 
	CONSTRAINT fk_attempt_post_id_post FOREIGN KEY(post_id) REFERENCES post (id)
);

CREATE INDEX ix_attempt_post_id ON attempt (post_id);

CREATE TABLE spending (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	day VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	units INTEGER NOT NULL, 
	micros INTEGER NOT NULL, 
	resources JSON NOT NULL, 
	CONSTRAINT pk_spending PRIMARY KEY (id), 
	CONSTRAINT fk_spending_account_id_account FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT uq_spending_account_id_day_kind UNIQUE (account_id, day, kind)
);

CREATE TABLE "account" (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	platform VARCHAR NOT NULL, 
	options JSON NOT NULL, 
	remote_name VARCHAR, 
	remote_id VARCHAR, 
	simulated BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	hold_until DATETIME, 
	hold_reason VARCHAR, 
	needs_person BOOLEAN NOT NULL, 
	told_at DATETIME, 
	counts_only BOOLEAN NOT NULL, 
	facts JSON NOT NULL, 
	checked_at DATETIME, 
	expires_at DATETIME, 
	renews BOOLEAN NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT uq_account_name UNIQUE (name)
);

CREATE TABLE "reading" (
	id INTEGER NOT NULL, 
	post_id INTEGER NOT NULL, 
	taken_at DATETIME NOT NULL, 
	age_s FLOAT NOT NULL, 
	due_age_s FLOAT, 
	likes INTEGER, 
	comments INTEGER, 
	shares INTEGER, 
	clicks INTEGER, 
	impressions INTEGER, 
	missing JSON NOT NULL, 
	source VARCHAR NOT NULL, 
	simulated BOOLEAN NOT NULL, 
	skipped JSON NOT NULL, 
	imported_as VARCHAR, 
	others JSON NOT NULL, saves INTEGER, opens INTEGER, 
	CONSTRAINT pk_reading PRIMARY KEY (id), 
	CONSTRAINT fk_reading_post_id_post FOREIGN KEY(post_id) REFERENCES post (id), 
	CONSTRAINT uq_reading_imported_as UNIQUE (imported_as)
);

CREATE INDEX ix_reading_post_id_age_s ON reading (post_id, age_s);

CREATE TABLE moment (
	id INTEGER NOT NULL, 
	what VARCHAR NOT NULL, 
	audience VARCHAR, 
	rule VARCHAR NOT NULL, 
	lasts INTEGER, 
	source VARCHAR NOT NULL, 
	imported_as VARCHAR, 
	added_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_moment PRIMARY KEY (id), 
	CONSTRAINT uq_moment_imported_as UNIQUE (imported_as)
);

CREATE TABLE observed (
	id INTEGER NOT NULL, 
	imported_as VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	network VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	posted_at DATETIME NOT NULL, 
	text VARCHAR NOT NULL, 
	link VARCHAR, 
	likes INTEGER, 
	comments INTEGER, 
	shares INTEGER, 
	clicks INTEGER, 
	impressions INTEGER, 
	imported_at DATETIME NOT NULL, saves INTEGER, opens INTEGER, 
	CONSTRAINT pk_observed PRIMARY KEY (id), 
	CONSTRAINT uq_observed_imported_as UNIQUE (imported_as)
);

CREATE INDEX ix_observed_posted_at ON observed (posted_at);

CREATE TABLE poollink (
	id INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	given_as VARCHAR NOT NULL, 
	words INTEGER, 
	unread VARCHAR, 
	article JSON NOT NULL, 
	wording JSON NOT NULL, 
	written_by JSON NOT NULL, 
	source VARCHAR NOT NULL, 
	added_at DATETIME NOT NULL, 
	removed_at DATETIME, 
	CONSTRAINT pk_poollink PRIMARY KEY (id), 
	CONSTRAINT uq_poollink_url UNIQUE (url)
);

CREATE TABLE following (
	id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	day VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	followers INTEGER NOT NULL, 
	CONSTRAINT pk_following PRIMARY KEY (id), 
	CONSTRAINT fk_following_account_id_account FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT uq_following_account_id_day UNIQUE (account_id, day)
);

CREATE TABLE pause (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	until DATETIME, 
	guardrail VARCHAR, 
	reason VARCHAR NOT NULL, 
	did VARCHAR NOT NULL, 
	told_at DATETIME, 
	CONSTRAINT pk_pause PRIMARY KEY (id), 
	CONSTRAINT fk_pause_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id)
);

CREATE INDEX ix_pause_experiment_id ON pause (experiment_id);

CREATE TABLE "reflection" (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	text VARCHAR NOT NULL, 
	answers JSON NOT NULL, 
	CONSTRAINT pk_reflection PRIMARY KEY (id), 
	CONSTRAINT fk_reflection_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id)
);

CREATE INDEX ix_reflection_experiment_id ON reflection (experiment_id);

CREATE TABLE "link" (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	article JSON NOT NULL, 
	wording JSON NOT NULL, 
	uses INTEGER NOT NULL, 
	written_by JSON NOT NULL, 
	picked_by JSON NOT NULL, 
	CONSTRAINT pk_link PRIMARY KEY (id), 
	CONSTRAINT fk_link_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id)
);

CREATE INDEX ix_link_url ON link (url);

CREATE INDEX ix_link_experiment_id ON link (experiment_id);

CREATE TABLE "round" (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	seed VARCHAR NOT NULL, 
	assignment JSON NOT NULL, 
	places JSON NOT NULL, 
	drawn_at DATETIME NOT NULL, 
	moves JSON NOT NULL, 
	closed_at DATETIME, 
	withdrawn_at DATETIME, 
	moment VARCHAR, 
	moment_days INTEGER, 
	interrupted VARCHAR, 
	openings JSON NOT NULL, 
	given_up VARCHAR, 
	given_up_at DATETIME, 
	given_up_seen BOOLEAN, 
	planned INTEGER, 
	crossed JSON NOT NULL, 
	CONSTRAINT pk_round PRIMARY KEY (id), 
	CONSTRAINT uq_round_experiment_id_number UNIQUE (experiment_id, number), 
	CONSTRAINT fk_round_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id)
);

CREATE INDEX ix_round_experiment_id ON round (experiment_id);

CREATE INDEX ix_round_closed_at ON round (closed_at);

CREATE TABLE deletion (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	name VARCHAR NOT NULL, 
	links JSON NOT NULL, 
	CONSTRAINT pk_deletion PRIMARY KEY (id)
);

CREATE TABLE "post" (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	round_id INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	link_id INTEGER NOT NULL, 
	variant VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	blocks JSON NOT NULL, 
	notes JSON NOT NULL, 
	url VARCHAR NOT NULL, 
	link_text VARCHAR NOT NULL, 
	slot_at DATETIME NOT NULL, 
	slot_wall VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	approved_at DATETIME, 
	edited_at DATETIME, 
	not_before DATETIME, 
	published_at DATETIME, 
	remote_id VARCHAR, 
	permalink VARCHAR, 
	problem VARCHAR, 
	problem_next VARCHAR, 
	next_reading_at DATETIME, 
	outcome FLOAT, 
	outcome_age_s FLOAT, 
	outcome_estimated BOOLEAN NOT NULL, 
	outcome_missing VARCHAR, 
	told_at DATETIME, 
	short_url VARCHAR, 
	short_made_at DATETIME, 
	look_due_at DATETIME, 
	looked_at DATETIME, 
	damage VARCHAR, 
	live_card BOOLEAN, 
	part INTEGER NOT NULL, 
	reply_to_id INTEGER, 
	written_by JSON NOT NULL, 
	wording JSON NOT NULL, 
	picked_by JSON NOT NULL, 
	held VARCHAR, 
	vanished_at DATETIME, 
	outcome_views FLOAT, 
	recipients INTEGER, 
	picture JSON, 
	card BOOLEAN NOT NULL, 
	CONSTRAINT pk_post PRIMARY KEY (id), 
	CONSTRAINT fk_post_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT fk_post_reply_to_id_post FOREIGN KEY(reply_to_id) REFERENCES post (id), 
	CONSTRAINT fk_post_round_id_round FOREIGN KEY(round_id) REFERENCES round (id), 
	CONSTRAINT uq_post_key UNIQUE ("key"), 
	CONSTRAINT fk_post_link_id_link FOREIGN KEY(link_id) REFERENCES link (id), 
	CONSTRAINT uq_post_round_id_variant_account_id_part UNIQUE (round_id, variant, account_id, part), 
	CONSTRAINT fk_post_account_id_account FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_post_next_reading_at ON post (next_reading_at);

CREATE INDEX ix_post_round_id ON post (round_id);

CREATE INDEX ix_post_reply_to_id ON post (reply_to_id);

CREATE INDEX ix_post_state_slot_at ON post (state, slot_at);

CREATE INDEX ix_post_look_due_at ON post (look_due_at);

CREATE INDEX ix_post_experiment_id ON post (experiment_id);

CREATE INDEX ix_post_account_id ON post (account_id);

CREATE TABLE review_file (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	posts JSON NOT NULL, 
	CONSTRAINT pk_review_file PRIMARY KEY (id), 
	CONSTRAINT fk_review_file_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT uq_review_file_code UNIQUE (code)
);

CREATE INDEX ix_review_file_experiment_id ON review_file (experiment_id);

CREATE TABLE review (
	id INTEGER NOT NULL, 
	file_id INTEGER, 
	experiment_id INTEGER NOT NULL, 
	post_id INTEGER NOT NULL, 
	reviewer VARCHAR NOT NULL, 
	said VARCHAR NOT NULL, 
	comment VARCHAR NOT NULL, 
	said_at DATETIME NOT NULL, 
	taken_at DATETIME NOT NULL, 
	seal VARCHAR NOT NULL, 
	form JSON NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	CONSTRAINT pk_review PRIMARY KEY (id), 
	CONSTRAINT fk_review_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT fk_review_file_id_review_file FOREIGN KEY(file_id) REFERENCES review_file (id), 
	CONSTRAINT fk_review_post_id_post FOREIGN KEY(post_id) REFERENCES post (id), 
	CONSTRAINT uq_review_seal_post_id UNIQUE (seal, post_id)
);

CREATE INDEX ix_review_experiment_id ON review (experiment_id);

CREATE INDEX ix_review_post_id_said_at ON review (post_id, said_at);

INSERT INTO alembic_version (version_num) VALUES ('0014');
