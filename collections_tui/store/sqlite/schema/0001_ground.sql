-- The ground: who owes what to whom, who calls them, and what was said.
-- Money is integer minor units; instants are UTC 'YYYY-MM-DDTHH:MM:SSZ'; days are 'YYYY-MM-DD'.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- People ----------------------------------------------------------------------------------------------------------

-- People who work together, and share worklists.
CREATE TABLE team (
    id   INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    name TEXT NOT NULL
) STRICT;

CREATE TABLE collector (
    id       INTEGER PRIMARY KEY,
    login    TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 1 AND 64),
    name     TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    team_id  INTEGER REFERENCES team(id)
) STRICT;

CREATE TABLE collector_role (
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    role         TEXT NOT NULL CHECK (role IN ('collector', 'supervisor', 'auditor', 'admin')),
    position     INTEGER NOT NULL,
    PRIMARY KEY (collector_id, role)
) STRICT, WITHOUT ROWID;

-- By what a supervisor lends authority at somebody else's keyboard. Five wrong ones lock it for fifteen minutes.
CREATE TABLE collector_pin (
    collector_id INTEGER PRIMARY KEY REFERENCES collector(id),
    salt         TEXT NOT NULL,
    hash         TEXT NOT NULL, -- scrypt, as hexadecimal digits like the salt
    set_at       TEXT NOT NULL,
    wrong        INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT
) STRICT, WITHOUT ROWID;

-- A key of ssh is a person. One that was revoked stays, so that nobody is given it again by mistake.
CREATE TABLE ssh_key (
    fingerprint  TEXT PRIMARY KEY, -- "SHA256:…", as ssh-keygen -l shows it
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    kind         TEXT NOT NULL,    -- "ssh-ed25519"
    body         TEXT NOT NULL,    -- the key itself, in base64
    comment      TEXT NOT NULL DEFAULT '',
    added_at     TEXT NOT NULL,
    added_by     INTEGER REFERENCES collector(id),
    revoked_at   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ssh_key_of ON ssh_key (collector_id);

-- Who has a workstation open. One whose row is gone may do nothing any more.
CREATE TABLE session (
    code         TEXT PRIMARY KEY,
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    place        TEXT NOT NULL DEFAULT '',
    began_at     TEXT NOT NULL,
    seen_at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of ON session (collector_id);

-- Where somebody was when they were last heard of: which list, which account. Whoever leaves of their own accord has no row.
CREATE TABLE left_off (
    collector_id INTEGER PRIMARY KEY REFERENCES collector(id),
    at           TEXT NOT NULL,
    body         TEXT NOT NULL               -- as JSON
) STRICT;

-- Who is owed and who owes ----------------------------------------------------------------------------------------

CREATE TABLE client (
    id       INTEGER PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    name     TEXT NOT NULL,
    party    TEXT NOT NULL DEFAULT 'third' CHECK (party IN ('first', 'third')),
    sector   TEXT NOT NULL DEFAULT 'other' CHECK (sector IN ('medical', 'discretionary', 'utility', 'commercial', 'other')),
    currency TEXT NOT NULL DEFAULT 'USD' CHECK (length(currency) = 3),
    phone    TEXT NOT NULL DEFAULT '',
    policy   TEXT NOT NULL DEFAULT '',  -- the client's own file of contact rules, by its name; '' for none
    states   TEXT NOT NULL DEFAULT '',  -- where its customers live, joined by commas: for those of whom nothing is known
    hospital INTEGER NOT NULL DEFAULT 0 CHECK (hospital IN (0, 1)) -- one whose patients 26 CFR 1.501(r)-6 protects
) STRICT;

-- The clients whose accounts somebody may see besides those on their worklists; without any, all of them.
CREATE TABLE collector_client (
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    client_id    INTEGER NOT NULL REFERENCES client(id),
    PRIMARY KEY (collector_id, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    street   TEXT NOT NULL DEFAULT '',
    city     TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    country  TEXT NOT NULL DEFAULT 'US',
    email    TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX customer_state ON customer(state);

-- One customer may be known to several clients, to each by another number.
CREATE TABLE customer_reference (
    client_id   INTEGER NOT NULL REFERENCES client(id),
    reference   TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    PRIMARY KEY (client_id, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_reference_customer ON customer_reference(customer_id);

CREATE TABLE phone (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    e164        TEXT NOT NULL CHECK (e164 GLOB '+[1-9]*' AND length(e164) BETWEEN 5 AND 16),
    kind        TEXT NOT NULL DEFAULT 'other' CHECK (kind IN ('home', 'mobile', 'work', 'other')),
    status      TEXT NOT NULL DEFAULT 'good' CHECK (status IN ('good', 'disconnected', 'wrong')),
    raw         TEXT NOT NULL DEFAULT '',
    zones       TEXT NOT NULL DEFAULT '',   -- the time zones its area code points to, joined by commas
    UNIQUE (customer_id, e164)
) STRICT;

-- Work ------------------------------------------------------------------------------------------------------------

CREATE TABLE worklist (
    id       INTEGER PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 32),
    name     TEXT NOT NULL,
    strategy TEXT NOT NULL DEFAULT 'balanced',
    owner_id INTEGER REFERENCES collector(id),
    team_id  INTEGER REFERENCES team(id), -- everybody in it works the worklist
    rule     TEXT NOT NULL DEFAULT '', -- as JSON: which accounts come to it by themselves; docs/worklists.md
    place    INTEGER NOT NULL DEFAULT 0   -- of those with a rule: which comes first where an account fits several
) STRICT;

-- Who works a worklist. Which accounts are on it is account.worklist_id: an account is on one worklist at a time,
-- so nobody is called twice.
CREATE TABLE worklist_member (
    worklist_id  INTEGER NOT NULL REFERENCES worklist(id),
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    PRIMARY KEY (worklist_id, collector_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX worklist_member_collector ON worklist_member(collector_id);

-- One set of time zones whose customers may be called at the same times. zones: names joined by commas, sorted.
CREATE TABLE call_window (
    id    INTEGER PRIMARY KEY,
    zones TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE account (
    id              INTEGER PRIMARY KEY,
    client_id       INTEGER NOT NULL REFERENCES client(id),
    customer_id     INTEGER NOT NULL REFERENCES customer(id),
    number          TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 64),
    currency        TEXT NOT NULL,
    opened_on       TEXT NOT NULL,
    serviced_as     TEXT NOT NULL DEFAULT '', -- the number under which several accounts count as one debt
    status          TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'held', 'closed')),
    closed_reason   TEXT NOT NULL DEFAULT '',
    -- cached from ledger and invoices
    balance_cents   INTEGER NOT NULL DEFAULT 0,
    oldest_due_on   TEXT,
    disputed        INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1)),
    -- cached from promises and arrangements: the day of the open promise made last, or of the instalment awaited next;
    -- and the last day on which it still counts
    promise_due_on  TEXT,
    promise_until   TEXT,
    -- cached from calls; best_hour is the customer's local hour in which they were reached most often
    last_call_at    TEXT,
    last_outcome    TEXT NOT NULL DEFAULT '',
    last_contact_at TEXT,
    call_count      INTEGER NOT NULL DEFAULT 0,
    best_hour       INTEGER CHECK (best_hour BETWEEN 0 AND 23),
    -- the queue; docs/queue.md says how these move
    worklist_id     INTEGER REFERENCES worklist(id),
    window_id       INTEGER NOT NULL REFERENCES call_window(id),
    score           INTEGER NOT NULL DEFAULT 0,
    scored_at       TEXT NOT NULL,
    urgent          INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
    next_action_at  TEXT,
    next_action     TEXT NOT NULL DEFAULT '',
    may_call_at     TEXT, -- before it the contact rules let nobody call; docs/contact-rules.md
    ready           INTEGER NOT NULL DEFAULT 0 CHECK (ready IN (0, 1)),
    wake_at         TEXT,
    -- moving between worklists; docs/worklists.md
    moves_to        INTEGER REFERENCES worklist(id), -- where it goes once nobody has it; only while somebody does
    came_from       INTEGER REFERENCES worklist(id), -- from where a rule has taken it
    claims          INTEGER NOT NULL DEFAULT 0, -- how often anybody has claimed it, and who did last
    claimed_by      INTEGER REFERENCES collector(id),
    revision        INTEGER NOT NULL DEFAULT 1,
    UNIQUE (client_id, number),
    CHECK (moves_to IS NULL OR ready = 0),
    CHECK (ready = 0 OR (status = 'open' AND worklist_id IS NOT NULL AND wake_at IS NULL)),
    -- nothing gets lost: an open account on a worklist is ready or has a time at which it wakes
    CHECK (status <> 'open' OR worklist_id IS NULL OR ready = 1 OR wake_at IS NOT NULL)
) STRICT;
CREATE INDEX account_number ON account(number);
CREATE INDEX account_customer ON account(customer_id, last_call_at);
CREATE INDEX account_ready ON account(worklist_id, window_id, urgent, score, id) WHERE ready = 1;
CREATE INDEX account_wake ON account(worklist_id, wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX account_ranked ON account(worklist_id, (CASE status WHEN 'closed' THEN 0 ELSE 1 END), urgent, score, id);
CREATE INDEX account_held ON account(worklist_id) WHERE status = 'held';
-- How many there are of each: how much of the stock was called.
CREATE INDEX account_stock ON account(client_id, worklist_id, status) WHERE status <> 'closed';

CREATE TABLE lease (
    account_id   INTEGER PRIMARY KEY REFERENCES account(id),
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    session      TEXT NOT NULL,
    claimed_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL
) STRICT;
CREATE INDEX lease_collector ON lease(collector_id);

-- Accounts moved from worklist to worklist at somebody's wish, in many short turns: what is still to be done stands here.
CREATE TABLE reassignment (
    id           INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    collector_id INTEGER NOT NULL REFERENCES collector(id), -- who wished it
    operation_id TEXT NOT NULL UNIQUE,       -- made by the caller: the same operation twice is done once
    words        TEXT NOT NULL,              -- from whom to whom
    accounts     INTEGER NOT NULL,              -- how many were to move
    until        TEXT,                       -- the last day; on the morning after they come back
    last_call    INTEGER NOT NULL,              -- the call made last before it: later ones are work
    state        TEXT NOT NULL CHECK (state IN
                     ('planned', 'moving', 'done', 'undoing', 'undone', 'returning', 'returned')),
    ended_at     TEXT,
    ended_by     INTEGER REFERENCES collector(id)
) STRICT;
CREATE INDEX reassignment_open ON reassignment(state) WHERE state NOT IN ('undone', 'returned');

-- 'planned' is still to move; 'moved' has, or does once nobody has it (account.moves_to); 'left' was changed meanwhile and
-- stays; 'back' was given back; 'kept' was to be given back, but is elsewhere by now or was worked. revision and claims
-- are the account's own as it was moved.
CREATE TABLE reassignment_line (
    reassignment_id INTEGER NOT NULL REFERENCES reassignment(id),
    account_id      INTEGER NOT NULL REFERENCES account(id),
    from_id         INTEGER REFERENCES worklist(id),
    to_id           INTEGER NOT NULL REFERENCES worklist(id),
    state           TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'moved', 'left', 'back', 'kept')),
    revision        INTEGER NOT NULL DEFAULT 0,
    claims          INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (reassignment_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reassignment_line_account ON reassignment_line(account_id);

CREATE TABLE hold (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account(id),
    kind       TEXT NOT NULL CHECK (kind IN
                   ('dispute', 'cease', 'attorney', 'bankruptcy', 'deceased', 'claim', 'supervisor', 'hardship')),
    note       TEXT NOT NULL DEFAULT '',
    since      TEXT NOT NULL,
    until      TEXT,
    call_id    INTEGER REFERENCES call(id),
    lifted_at  TEXT
) STRICT;
CREATE INDEX hold_account ON hold(account_id) WHERE lifted_at IS NULL;
CREATE INDEX hold_until ON hold(until) WHERE lifted_at IS NULL AND until IS NOT NULL;

-- Bills and money -------------------------------------------------------------------------------------------------

CREATE TABLE invoice (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account(id),
    client_id    INTEGER NOT NULL REFERENCES client(id),
    number       TEXT NOT NULL CHECK (length(number) BETWEEN 1 AND 64),
    issued_on    TEXT NOT NULL,
    due_on       TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    open_cents   INTEGER NOT NULL,   -- cached: the sum of its ledger entries
    disputed     INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1)),
    status       TEXT NOT NULL DEFAULT 'issued' CHECK (status IN ('issued', 'sent', 'void')),
    disputed_cents INTEGER NOT NULL DEFAULT 0, -- cached: what of it is disputed line by line
    UNIQUE (client_id, number)
) STRICT;
CREATE INDEX invoice_account ON invoice(account_id, due_on);
CREATE INDEX invoice_void ON invoice(status) WHERE status = 'void';

CREATE TABLE invoice_line (
    id             INTEGER PRIMARY KEY,
    invoice_id     INTEGER NOT NULL REFERENCES invoice(id),
    position       INTEGER NOT NULL,
    code           TEXT NOT NULL DEFAULT '',
    description    TEXT NOT NULL,
    service_on     TEXT,
    quantity_milli INTEGER NOT NULL DEFAULT 1000,
    unit_cents     INTEGER NOT NULL,
    amount_cents   INTEGER NOT NULL,
    system         TEXT NOT NULL DEFAULT '',
    modifier       TEXT NOT NULL DEFAULT '',
    unit           TEXT NOT NULL DEFAULT '',
    list_cents     INTEGER,                  -- the price list's on that day; NULL where it has none, or nobody looked
    price_reason   TEXT NOT NULL DEFAULT '', -- why it was charged otherwise
    discount_cents INTEGER NOT NULL DEFAULT 0,
    tax            TEXT NOT NULL DEFAULT '',
    UNIQUE (invoice_id, position)
) STRICT;

CREATE TABLE ledger_entry (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account(id),
    invoice_id   INTEGER REFERENCES invoice(id),
    kind         TEXT NOT NULL CHECK (kind IN ('charge', 'payment', 'adjustment', 'write_off', 'reversal')),
    amount_cents INTEGER NOT NULL,   -- signed: a charge adds to what is owed, a payment takes away
    entry_on     TEXT NOT NULL,
    reference    TEXT NOT NULL DEFAULT '',
    reverses_id  INTEGER REFERENCES ledger_entry(id),
    import_key   TEXT,               -- recognises the same row of the same file when it comes again
    entered_at   TEXT NOT NULL,
    entered_by   INTEGER REFERENCES collector(id),
    method       TEXT NOT NULL DEFAULT '' CHECK (method IN
                     ('', 'cash', 'check', 'card', 'debit', 'transfer', 'online', 'insurer', 'other')),
    part_of      INTEGER REFERENCES ledger_entry(id), -- the first entry of a payment that was laid out on several
    operation_id TEXT,               -- made by the caller: the same operation twice is stored once
    reason       TEXT NOT NULL DEFAULT '', -- why something was adjusted, written off or reversed
    CHECK (kind <> 'payment' OR amount_cents < 0),
    CHECK (kind <> 'reversal' OR reverses_id IS NOT NULL)
) STRICT;
CREATE INDEX ledger_account ON ledger_entry(account_id, entry_on);
-- What was paid and returned on a day, for the figures.
CREATE INDEX ledger_paid ON ledger_entry(entry_on, account_id, method, amount_cents) WHERE kind = 'payment';
CREATE INDEX ledger_returned ON ledger_entry(entry_on) WHERE kind = 'reversal';
CREATE INDEX ledger_import ON ledger_entry(account_id, import_key) WHERE import_key IS NOT NULL;
CREATE INDEX ledger_part ON ledger_entry(part_of) WHERE part_of IS NOT NULL;
CREATE UNIQUE INDEX ledger_reverses ON ledger_entry(reverses_id) WHERE reverses_id IS NOT NULL;
CREATE UNIQUE INDEX ledger_operation ON ledger_entry(operation_id) WHERE operation_id IS NOT NULL;

-- Payments from files that fit no account, until somebody finds where they belong.
CREATE TABLE unmatched_payment (
    id           INTEGER PRIMARY KEY,
    client_id    INTEGER NOT NULL REFERENCES client(id),
    paid_on      TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency     TEXT NOT NULL,
    account      TEXT NOT NULL DEFAULT '',  -- as the file has it, like the two that follow
    invoice      TEXT NOT NULL DEFAULT '',
    reference    TEXT NOT NULL DEFAULT '',
    method       TEXT NOT NULL DEFAULT '',
    reason       TEXT NOT NULL,             -- why it fits none
    import_key   TEXT NOT NULL,
    entered_at   TEXT NOT NULL,
    entered_by   INTEGER REFERENCES collector(id),
    settled_at   TEXT,
    settled_by   INTEGER REFERENCES collector(id),
    settled_as   TEXT NOT NULL DEFAULT '',  -- in words, where it became no payment of an account
    entry_id     INTEGER REFERENCES ledger_entry(id)
) STRICT;
CREATE INDEX unmatched_open ON unmatched_payment(client_id, paid_on) WHERE settled_at IS NULL;
CREATE UNIQUE INDEX unmatched_import ON unmatched_payment(client_id, import_key);

-- Price lists -----------------------------------------------------------------------------------------------------

-- What a client charges for a service, from a day on; a newer price of the same code ends the one before.
CREATE TABLE price (
    id           INTEGER PRIMARY KEY,
    client_id    INTEGER NOT NULL REFERENCES client(id),
    code         TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 32),
    system       TEXT NOT NULL DEFAULT '', -- whose code it is: CPT, HCPCS, MS-DRG, NDC …; '' for the client's own
    modifier     TEXT NOT NULL DEFAULT '',
    description  TEXT NOT NULL,
    unit         TEXT NOT NULL DEFAULT '', -- what one of it is: hour, visit; '' for each
    cents        INTEGER NOT NULL CHECK (cents >= 0),
    valid_from   TEXT NOT NULL,
    valid_to     TEXT,                     -- the last day on which it holds
    least_milli  INTEGER,                  -- the usual quantity, in thousandths; NULL where nobody said
    most_milli   INTEGER,
    tax          TEXT NOT NULL DEFAULT '', -- the name of the client's tax on it
    words        TEXT NOT NULL,            -- code and description in small letters, for finding it
    UNIQUE (client_id, code, modifier, valid_from)
) STRICT;
-- What it is found by begins with its code.
CREATE INDEX price_words ON price(client_id, words);

-- Every word of a price that its code does not begin with, for finding it by the beginning of one.
CREATE TABLE price_word (
    client_id INTEGER NOT NULL,
    word      TEXT NOT NULL,
    price_id  INTEGER NOT NULL REFERENCES price(id),
    PRIMARY KEY (client_id, word, price_id)
) STRICT, WITHOUT ROWID;

-- Bills in the making ---------------------------------------------------------------------------------------------

-- A bill that is prepared and not issued: it has no number and owes nothing. Once it is issued it stays as it was then.
CREATE TABLE invoice_draft (
    id                  INTEGER PRIMARY KEY,
    account_id          INTEGER NOT NULL REFERENCES account(id),
    client_id           INTEGER NOT NULL REFERENCES client(id),
    made_at             TEXT NOT NULL,
    made_by             INTEGER REFERENCES collector(id),
    revision            INTEGER NOT NULL DEFAULT 1,
    service_on          TEXT,                     -- of lines that have no day of their own when they are typed
    due_on              TEXT,                     -- where it is another than the client's terms say
    discount_cents      INTEGER NOT NULL DEFAULT 0 CHECK (discount_cents >= 0), -- on all of it, besides those of lines
    discount_ppm        INTEGER NOT NULL DEFAULT 0 CHECK (discount_ppm BETWEEN 0 AND 1000000),
    discount_reason     TEXT NOT NULL DEFAULT '',
    insurance_cents     INTEGER NOT NULL DEFAULT 0 CHECK (insurance_cents >= 0), -- paid by an insurer, not yet in the ledger
    insurance_reference TEXT NOT NULL DEFAULT '',
    deposit_cents       INTEGER CHECK (deposit_cents >= 0), -- of the account's credit, what pays this; NULL: as much as there is
    note                TEXT NOT NULL DEFAULT '', -- printed on it
    verified_at         TEXT,
    verified_by         INTEGER REFERENCES collector(id),
    accepted            TEXT NOT NULL DEFAULT '', -- as JSON: the warnings it was verified with, each with why
    invoice_id          INTEGER REFERENCES invoice(id), -- what it became
    dropped_at          TEXT,                        -- when somebody gave it up
    operation_id        TEXT -- made by the caller: the same operation twice begins one
) STRICT;
CREATE INDEX invoice_draft_account ON invoice_draft(account_id) WHERE invoice_id IS NULL AND dropped_at IS NULL;
CREATE UNIQUE INDEX invoice_draft_operation ON invoice_draft(operation_id) WHERE operation_id IS NOT NULL;
CREATE UNIQUE INDEX invoice_draft_invoice ON invoice_draft(invoice_id) WHERE invoice_id IS NOT NULL;

CREATE TABLE invoice_draft_line (
    draft_id       INTEGER NOT NULL REFERENCES invoice_draft(id),
    position       INTEGER NOT NULL,
    code           TEXT NOT NULL DEFAULT '',
    system         TEXT NOT NULL DEFAULT '',
    modifier       TEXT NOT NULL DEFAULT '',
    description    TEXT NOT NULL,
    service_on     TEXT,
    quantity_milli INTEGER NOT NULL DEFAULT 1000,
    unit           TEXT NOT NULL DEFAULT '',
    unit_cents     INTEGER NOT NULL,
    list_cents     INTEGER,                  -- the price list's on that day; NULL where it has none
    price_reason   TEXT NOT NULL DEFAULT '', -- why it is charged otherwise
    discount_cents INTEGER NOT NULL DEFAULT 0 CHECK (discount_cents >= 0),
    tax            TEXT NOT NULL DEFAULT '',
    amount_cents   INTEGER NOT NULL,         -- quantity times price less the discount
    PRIMARY KEY (draft_id, position)
) STRICT, WITHOUT ROWID;

-- The last number given out in each series of a client's: it is raised by whoever issues, in the same transaction.
CREATE TABLE number_series (
    client_id INTEGER NOT NULL REFERENCES client(id),
    kind      TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'account')),
    year      INTEGER NOT NULL,              -- 0 for a series that runs on
    last      INTEGER NOT NULL,
    PRIMARY KEY (client_id, kind, year)
) STRICT, WITHOUT ROWID;

-- What is known of an invoice that was issued here, or voided here: others came from files, with what they are worth.
CREATE TABLE invoice_made (
    invoice_id          INTEGER PRIMARY KEY REFERENCES invoice(id),
    kind                TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    credits_id          INTEGER UNIQUE REFERENCES invoice(id), -- of a credit note: the invoice that it voids
    made_at             TEXT NOT NULL,
    made_by             INTEGER REFERENCES collector(id),
    verified_by         INTEGER REFERENCES collector(id),
    accepted            TEXT NOT NULL DEFAULT '',
    discount_cents      INTEGER NOT NULL DEFAULT 0,
    discount_reason     TEXT NOT NULL DEFAULT '',
    tax_cents           INTEGER NOT NULL DEFAULT 0,
    insurance_cents     INTEGER NOT NULL DEFAULT 0,
    insurance_reference TEXT NOT NULL DEFAULT '',
    deposit_cents       INTEGER NOT NULL DEFAULT 0,
    note                TEXT NOT NULL DEFAULT '',
    reason              TEXT NOT NULL DEFAULT '', -- of a credit note: why
    operation_id        TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE invoice_tax (
    invoice_id INTEGER NOT NULL REFERENCES invoice(id),
    name       TEXT NOT NULL,
    ppm        INTEGER NOT NULL,             -- parts in a million: 8.875 % is 88750
    base_cents INTEGER NOT NULL,
    tax_cents  INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, name)
) STRICT, WITHOUT ROWID;

-- What somebody says is wrong with an invoice, or with one line of it, until it has been answered.
CREATE TABLE dispute (
    id         INTEGER PRIMARY KEY,
    invoice_id INTEGER NOT NULL REFERENCES invoice(id),
    position   INTEGER,                      -- of the line; NULL for all of it
    cents      INTEGER NOT NULL,             -- what is disputed
    at         TEXT NOT NULL,
    by_id      INTEGER REFERENCES collector(id),
    reason     TEXT NOT NULL,
    settled_at TEXT,
    settled_by INTEGER REFERENCES collector(id),
    answer     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX dispute_invoice ON dispute(invoice_id);

-- What goes out ---------------------------------------------------------------------------------------------------

-- A document as it went out, to be opened again exactly as it was.
CREATE TABLE document (
    id         INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account(id),
    kind       TEXT NOT NULL CHECK (kind IN
                   ('invoice', 'credit_note', 'statement', 'agreement', 'validation', 'reminder', 'appeal')),
    invoice_id INTEGER REFERENCES invoice(id),
    title      TEXT NOT NULL,
    name       TEXT NOT NULL,                -- of the file that it is
    media      TEXT NOT NULL,                -- 'application/pdf'
    body       BLOB NOT NULL,
    hash       TEXT NOT NULL,                -- SHA-256 of it, in hexadecimal digits
    made_at    TEXT NOT NULL,
    made_by    INTEGER REFERENCES collector(id)
) STRICT;
CREATE INDEX document_account ON document(account_id, made_at);

-- A document's way to somebody. What is being sent when the sender dies is 'unsure': nobody sends it again unasked.
CREATE TABLE delivery (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL REFERENCES document(id),
    account_id   INTEGER NOT NULL REFERENCES account(id),
    client_id    INTEGER NOT NULL REFERENCES client(id),
    way          TEXT NOT NULL CHECK (way IN ('mail', 'print')),
    address      TEXT NOT NULL DEFAULT '',
    from_line    TEXT NOT NULL DEFAULT '',   -- whom it is from, as the message says
    subject      TEXT NOT NULL DEFAULT '',
    text         TEXT NOT NULL DEFAULT '',   -- the message, as text and as HTML
    html         TEXT NOT NULL DEFAULT '',
    message_id   TEXT NOT NULL DEFAULT '',
    state        TEXT NOT NULL CHECK (state IN
                     ('waiting', 'sending', 'sent', 'unsure', 'failed', 'bounced', 'cancelled', 'printed')),
    tries        INTEGER NOT NULL DEFAULT 0,
    next_at      TEXT,                       -- of one that waits: not before
    said         TEXT NOT NULL DEFAULT '',   -- what the server said, or why it is printed
    sender       TEXT NOT NULL DEFAULT '',   -- of one that is being sent: which process has it
    queued_at    TEXT NOT NULL,
    queued_by    INTEGER REFERENCES collector(id),
    ended_at     TEXT,
    operation_id TEXT NOT NULL UNIQUE,
    CHECK (state <> 'waiting' OR next_at IS NOT NULL)
) STRICT;
CREATE INDEX delivery_waiting ON delivery(way, next_at) WHERE state = 'waiting';
CREATE INDEX delivery_state ON delivery(state, id);
CREATE INDEX delivery_account ON delivery(account_id, queued_at);
CREATE INDEX delivery_message ON delivery(message_id) WHERE message_id <> '';

-- Addresses to which nothing is sent by mail any more, in small letters.
CREATE TABLE mail_refused (
    address TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('bounced', 'refused')), -- it does not arrive; the customer wants none
    at      TEXT NOT NULL,
    by_id   INTEGER REFERENCES collector(id),
    words   TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- The insurer's side ----------------------------------------------------------------------------------------------

CREATE TABLE payer (
    id            INTEGER PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 80), -- its payer id on claims
    name          TEXT NOT NULL,
    phone         TEXT NOT NULL DEFAULT '',
    hours         TEXT NOT NULL DEFAULT '', -- when somebody answers: 'weekdays 8-17'
    zone          TEXT NOT NULL DEFAULT '', -- and in which time zone
    portal        TEXT NOT NULL DEFAULT '',
    filing_days   INTEGER,                  -- after the service, within which a claim must be filed
    appeal_days   INTEGER,                  -- after a refusal, within which it must be contested
    followup_days INTEGER NOT NULL DEFAULT 30,
    note          TEXT NOT NULL DEFAULT '', -- whom to ask, and what for
    address       TEXT NOT NULL DEFAULT ''  -- where appeals go by post, line by line
) STRICT;

-- Who insures a customer, in the order in which they pay: rank 1 is the primary.
CREATE TABLE coverage (
    id           INTEGER PRIMARY KEY,
    customer_id  INTEGER NOT NULL REFERENCES customer(id),
    payer_id     INTEGER NOT NULL REFERENCES payer(id),
    rank         INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 9),
    member       TEXT NOT NULL CHECK (length(member) BETWEEN 1 AND 80),
    group_number TEXT NOT NULL DEFAULT '',
    valid_from   TEXT NOT NULL,
    valid_to     TEXT,                       -- its last day
    verified_at  TEXT,
    verified_by  INTEGER REFERENCES collector(id),
    said         TEXT NOT NULL DEFAULT '',   -- as JSON: what was said then: deductible left, copay, coinsurance
    entered_at   TEXT NOT NULL,
    entered_by   INTEGER REFERENCES collector(id)
) STRICT;
CREATE INDEX coverage_customer ON coverage(customer_id, rank);
CREATE INDEX coverage_member ON coverage(member);

-- What protects a hospital's patient: docs/financial-assistance.md. Days; NULL is what nobody knows, or has not happened.
CREATE TABLE assistance (
    account_id     INTEGER PRIMARY KEY REFERENCES account(id),
    statement_on   TEXT, -- when the first statement of the latest care went out
    notice_on      TEXT, -- when a written notice of an extraordinary collection action did
    applied_on     TEXT,
    decided_on     TEXT,
    decision       TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'granted', 'partly granted', 'refused')),
    estimate_cents INTEGER, -- the good-faith estimate
    disputed_on    TEXT, -- as far above it
    settled_on     TEXT,
    protected      INTEGER NOT NULL DEFAULT 0 CHECK (protected IN (0, 1)), -- from balance billing
    hold_id        INTEGER REFERENCES hold(id)
) STRICT;

-- What an insurer is asked for: one claim for an invoice and a coverage. docs/claims.md says how its state moves.
CREATE TABLE claim (
    id             INTEGER PRIMARY KEY,
    invoice_id     INTEGER NOT NULL REFERENCES invoice(id),
    account_id     INTEGER NOT NULL REFERENCES account(id),
    client_id      INTEGER NOT NULL REFERENCES client(id),
    payer_id       INTEGER NOT NULL REFERENCES payer(id),
    coverage_id    INTEGER REFERENCES coverage(id),
    rank           INTEGER NOT NULL DEFAULT 1 CHECK (rank BETWEEN 1 AND 9), -- 1: the primary's
    control        TEXT NOT NULL CHECK (length(control) BETWEEN 1 AND 38),  -- the number we give it (CLM01, CLP01)
    number         TEXT NOT NULL DEFAULT '', -- the number the payer gives it (CLP07)
    status         TEXT NOT NULL DEFAULT 'to file' CHECK (status IN
                       ('to file', 'filed', 'acknowledged', 'pending', 'paid', 'part paid', 'denied', 'appealed', 'closed')),
    service_from   TEXT NOT NULL,
    service_to     TEXT NOT NULL,
    charge_cents   INTEGER NOT NULL CHECK (charge_cents > 0),
    expected_cents INTEGER,                  -- what the contract says the payer and the patient pay together; NULL: nobody knows
    diagnoses      TEXT NOT NULL DEFAULT '', -- codes, joined by commas; shown only to those who need them
    others_cents   INTEGER NOT NULL DEFAULT 0, -- what of the charge is not owed any more: those before it have paid it or taken it off
    -- cached from what remittances said of it
    paid_cents     INTEGER NOT NULL DEFAULT 0,
    written_cents  INTEGER NOT NULL DEFAULT 0, -- taken off by contract
    patient_cents  INTEGER NOT NULL DEFAULT 0, -- the patient's share
    refused_cents  INTEGER NOT NULL DEFAULT 0, -- refused, and not given up
    denied_cents   INTEGER NOT NULL DEFAULT 0, -- the most of it that was ever refused at once: what of that is paid was won
    decided_cents  INTEGER NOT NULL DEFAULT 0, -- how much of the charge remittances are about: the rest is still to be answered
    refused_on     TEXT,                     -- when it was last refused
    refusal        TEXT NOT NULL DEFAULT '', -- why: reason codes (CARC), joined by commas
    -- the days that matter, and what is done next
    file_by        TEXT,
    filed_on       TEXT,
    appeal_by      TEXT,
    next_on        TEXT,                     -- NULL once nothing is left to do
    next_action    TEXT NOT NULL DEFAULT '',
    taken_by       INTEGER REFERENCES collector(id), -- who works on it
    taken_until    TEXT,                     -- and until when nobody else is given it
    hold_id        INTEGER REFERENCES hold(id), -- what keeps the patient from being called meanwhile
    revision       INTEGER NOT NULL DEFAULT 1,
    made_at        TEXT NOT NULL,
    made_by        INTEGER REFERENCES collector(id),
    closed_at      TEXT,
    closed_reason  TEXT NOT NULL DEFAULT '',
    operation_id   TEXT NOT NULL UNIQUE,
    CHECK (status IN ('paid', 'closed') OR next_on IS NOT NULL)
) STRICT;
CREATE INDEX claim_account ON claim(account_id);
CREATE INDEX claim_invoice ON claim(invoice_id);
CREATE INDEX claim_control ON claim(client_id, control);
CREATE INDEX claim_number ON claim(number) WHERE number <> '';
CREATE INDEX claim_next ON claim(next_on) WHERE next_on IS NOT NULL;
CREATE INDEX claim_taken ON claim(taken_by) WHERE taken_by IS NOT NULL;

CREATE TABLE claim_line (
    claim_id       INTEGER NOT NULL REFERENCES claim(id),
    position       INTEGER NOT NULL,         -- that of the invoice's line
    code           TEXT NOT NULL DEFAULT '',
    modifier       TEXT NOT NULL DEFAULT '',
    service_on     TEXT,
    quantity_milli INTEGER NOT NULL DEFAULT 1000,
    charge_cents   INTEGER NOT NULL,
    expected_cents INTEGER,                  -- by the contract, when it was filed
    PRIMARY KEY (claim_id, position)
) STRICT, WITHOUT ROWID;

-- Everything that was said and done about a claim: calls to the payer, letters, filings.
CREATE TABLE claim_contact (
    id           INTEGER PRIMARY KEY,
    claim_id     INTEGER NOT NULL REFERENCES claim(id),
    at           TEXT NOT NULL,
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    outcome      TEXT NOT NULL,              -- docs/claims.md lists them
    spoke_with   TEXT NOT NULL DEFAULT '',
    reference    TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT '',
    next_on      TEXT,
    day          TEXT,                       -- on which it was done, or that the insurer named
    status       TEXT NOT NULL,              -- the claim's afterwards
    before       TEXT,                       -- what of the claim it changed, as JSON, where it can be taken back
    operation_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX claim_contact_claim ON claim_contact(claim_id, at);
CREATE INDEX claim_contact_mine ON claim_contact(collector_id, id);
CREATE INDEX claim_contact_reference ON claim_contact(reference) WHERE reference <> '';

-- One transaction (ST to SE) of an X12 835: what a payer paid at once, and for which claims.
CREATE TABLE remittance (
    id           INTEGER PRIMARY KEY,
    client_id    INTEGER NOT NULL REFERENCES client(id),
    payer_id     INTEGER REFERENCES payer(id), -- NULL where none of ours has that id
    payer        TEXT NOT NULL,              -- as the file has it, like the next
    payer_code   TEXT NOT NULL DEFAULT '',
    trace        TEXT NOT NULL,              -- the number of the check or transfer (TRN02)
    method       TEXT NOT NULL DEFAULT '',   -- CHK, ACH, NON … (BPR04)
    paid_on      TEXT NOT NULL,
    paid_cents   INTEGER NOT NULL,           -- BPR02
    provider_cents INTEGER NOT NULL DEFAULT 0, -- the sum of PLB: taken off what the claims come to
    interchange  TEXT NOT NULL DEFAULT '', -- sender and number of the envelope it came in
    body         TEXT NOT NULL,       -- as JSON: who was paid, PLB one by one, what is odd
    file         TEXT NOT NULL,              -- its name
    key          TEXT NOT NULL,              -- recognises the same transaction when it comes again
    imported_at  TEXT NOT NULL,
    imported_by  INTEGER REFERENCES collector(id),
    UNIQUE (client_id, key)
) STRICT;
CREATE INDEX remittance_trace ON remittance(client_id, trace);

-- What a remittance says of one claim. The one that was matched by nobody waits for somebody to do it by hand.
CREATE TABLE remittance_claim (
    id            INTEGER PRIMARY KEY,
    remittance_id INTEGER NOT NULL REFERENCES remittance(id),
    position      INTEGER NOT NULL,
    control       TEXT NOT NULL,             -- CLP01
    status_code   TEXT NOT NULL,             -- CLP02: 1 primary, 2 secondary, 4 denied, 22 reversal …
    charge_cents  INTEGER NOT NULL,
    paid_cents    INTEGER NOT NULL,
    -- whose the charge is: charge = paid + patient + written + refused + other; docs/remittances.md
    patient_cents INTEGER NOT NULL,          -- the patient's share (PR)
    written_cents INTEGER NOT NULL,          -- taken off by contract
    refused_cents INTEGER NOT NULL,          -- refused, and not given up
    other_cents   INTEGER NOT NULL,          -- paid or taken off by other payers, or decided by nobody
    number        TEXT NOT NULL DEFAULT '',  -- CLP07
    patient       TEXT NOT NULL DEFAULT '',
    member        TEXT NOT NULL DEFAULT '',
    service_from  TEXT,
    service_to    TEXT,
    body          TEXT NOT NULL,             -- as JSON: its lines, adjustments and remarks
    claim_id      INTEGER REFERENCES claim(id),
    invoice_id    INTEGER REFERENCES invoice(id), -- where it was put
    entry_id      INTEGER REFERENCES ledger_entry(id), -- the first entry that it made
    reverses_id   INTEGER REFERENCES remittance_claim(id), -- the one that it takes back
    reason        TEXT NOT NULL DEFAULT '',  -- why it waits, or did
    settled_at    TEXT,
    settled_by    INTEGER REFERENCES collector(id),
    settled_as    TEXT NOT NULL DEFAULT '',  -- in words, where it became nothing of an invoice
    UNIQUE (remittance_id, position)
) STRICT;
CREATE INDEX remittance_claim_open ON remittance_claim(settled_at, id) WHERE settled_at IS NULL;
CREATE INDEX remittance_claim_control ON remittance_claim(control);
CREATE INDEX remittance_claim_of ON remittance_claim(claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX remittance_claim_on ON remittance_claim(invoice_id) WHERE invoice_id IS NOT NULL;
CREATE UNIQUE INDEX remittance_claim_reverses ON remittance_claim(reverses_id) WHERE reverses_id IS NOT NULL;

-- What a payer and a client have agreed on: an amount, or a share of what is charged.
CREATE TABLE fee (
    id            INTEGER PRIMARY KEY,
    client_id     INTEGER NOT NULL REFERENCES client(id),
    payer_id      INTEGER NOT NULL REFERENCES payer(id),
    code          TEXT NOT NULL,             -- '' for everything that has no line of its own
    modifier      TEXT NOT NULL DEFAULT '',
    allowed_cents INTEGER,
    allowed_ppm   INTEGER CHECK (allowed_ppm BETWEEN 0 AND 1000000),
    valid_from    TEXT NOT NULL,
    valid_to      TEXT,                      -- its last day
    UNIQUE (client_id, payer_id, code, modifier, valid_from),
    CHECK ((allowed_cents IS NULL) <> (allowed_ppm IS NULL))
) STRICT;

-- What was said ---------------------------------------------------------------------------------------------------

-- Kept in step with outcomes.toml, so that a database can be read without the program.
CREATE TABLE outcome_code (
    code        TEXT PRIMARY KEY,
    words       TEXT NOT NULL,
    connected   INTEGER NOT NULL CHECK (connected IN (0, 1)),
    right_party INTEGER NOT NULL CHECK (right_party IN (0, 1)),
    promise     INTEGER NOT NULL CHECK (promise IN (0, 1)),
    counts      INTEGER NOT NULL DEFAULT 0 CHECK (counts IN (0, 1))  -- towards how often somebody may be called
) STRICT, WITHOUT ROWID;

CREATE TABLE call (
    id             INTEGER PRIMARY KEY,
    account_id     INTEGER NOT NULL REFERENCES account(id),
    collector_id   INTEGER NOT NULL REFERENCES collector(id),
    direction      TEXT NOT NULL CHECK (direction IN ('outbound', 'inbound')),
    started_at     TEXT NOT NULL,
    ended_at       TEXT NOT NULL,
    phone          TEXT NOT NULL DEFAULT '',
    spoke_with     TEXT NOT NULL DEFAULT '',
    outcome        TEXT NOT NULL REFERENCES outcome_code(code),
    note           TEXT NOT NULL DEFAULT '',
    next_action_at TEXT,
    before         TEXT NOT NULL DEFAULT '',   -- the account's state before the call, as JSON: what an undo restores
    revision       INTEGER NOT NULL DEFAULT 0, -- the account's revision after the call: unchanged means undo is possible
    operation_id   TEXT NOT NULL UNIQUE,       -- made by the caller: the same operation twice is stored once
    logged_at      TEXT,                       -- when it was stored here; NULL for one that came from a file
    outcome_at     TEXT,                       -- when its outcome was chosen, where it was chosen at the keyboard: from then on it was wrapped up
    verdict        TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'allow', 'warn', 'block')), -- at the moment of dialling
    judged         TEXT NOT NULL DEFAULT '',   -- as JSON: what the contact rules said then, besides what they allowed
    override_by    INTEGER REFERENCES collector(id),
    override_reason TEXT NOT NULL DEFAULT '',
    CHECK (ended_at >= started_at)
) STRICT;
-- With what tells whose work a payment is: who last reached somebody before it.
CREATE INDEX call_account ON call(account_id, started_at, id, collector_id, outcome);
CREATE INDEX call_collector ON call(collector_id, started_at);
CREATE INDEX call_started ON call(started_at);
-- Everything that is counted of calls, so that a month of them is counted without reading their notes.
CREATE INDEX call_counted ON call(started_at, collector_id, outcome, direction, account_id);

-- What a call was about besides the account it was for.
CREATE TABLE call_debt (
    call_id    INTEGER NOT NULL REFERENCES call(id),
    account_id INTEGER NOT NULL REFERENCES account(id),
    PRIMARY KEY (call_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_debt_account ON call_debt(account_id);

-- What is known about contact with a customer, and outlasts the call in which it was said. Of one account, or of all
-- (account_id is NULL); of one number, or of all (e164 is ''). docs/contact-rules.md says what each kind means.
CREATE TABLE flag (
    id           INTEGER PRIMARY KEY,
    customer_id  INTEGER NOT NULL REFERENCES customer(id),
    account_id   INTEGER REFERENCES account(id),
    e164         TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL,
    since        TEXT NOT NULL,
    until        TEXT,
    details      TEXT NOT NULL DEFAULT '{}', -- as JSON: what its kind asks for
    set_at       TEXT NOT NULL,
    collector_id INTEGER REFERENCES collector(id),
    call_id      INTEGER REFERENCES call(id),
    lifted_at    TEXT,
    lifted_by    INTEGER REFERENCES collector(id)
) STRICT;
CREATE INDEX flag_customer ON flag(customer_id);

CREATE TABLE call_correction (
    id           INTEGER PRIMARY KEY,
    call_id      INTEGER NOT NULL REFERENCES call(id),
    kind         TEXT NOT NULL CHECK (kind IN ('addendum', 'undo')),
    text         TEXT NOT NULL DEFAULT '',
    at           TEXT NOT NULL,
    collector_id INTEGER NOT NULL REFERENCES collector(id)
) STRICT;
CREATE INDEX call_correction_call ON call_correction(call_id);
CREATE UNIQUE INDEX call_correction_undo ON call_correction(call_id) WHERE kind = 'undo';

CREATE TABLE promise (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account(id),
    client_id    INTEGER NOT NULL REFERENCES client(id), -- the account's, like its currency: for the figures
    currency     TEXT NOT NULL,
    call_id      INTEGER REFERENCES call(id),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    due_on       TEXT NOT NULL,
    made_at      TEXT NOT NULL,
    -- open past its last day reads as broken, or as kept in part; kept and cancelled are facts
    status       TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'kept', 'cancelled')),
    made_by      INTEGER REFERENCES collector(id),
    last_day     TEXT NOT NULL,           -- due_on and the client's days of grace
    everywhere   INTEGER NOT NULL DEFAULT 0 CHECK (everywhere IN (0, 1)), -- for all accounts of the customer
    paid_cents   INTEGER NOT NULL DEFAULT 0, -- cached from the payments that count for it
    operation_id TEXT              -- made by the caller, outside of calls: the same operation twice is stored once
) STRICT;
CREATE INDEX promise_account ON promise(account_id);
-- Everything that is counted of promises.
CREATE INDEX promise_made ON promise(made_at, status, made_by, client_id, currency, amount_cents);
CREATE INDEX promise_fell ON promise(due_on, last_day, status, made_by, client_id, currency, amount_cents, paid_cents);
CREATE INDEX promise_due ON promise(due_on) WHERE status = 'open';
CREATE INDEX promise_everywhere ON promise(account_id) WHERE everywhere = 1;
CREATE UNIQUE INDEX promise_operation ON promise(operation_id) WHERE operation_id IS NOT NULL;

-- What was agreed for paying in parts: docs/arrangements.md. Its state follows from its instalments and the payments.
CREATE TABLE arrangement (
    id            INTEGER PRIMARY KEY,
    account_id    INTEGER NOT NULL REFERENCES account(id),
    call_id       INTEGER REFERENCES call(id),
    made_at       TEXT NOT NULL,
    made_by       INTEGER REFERENCES collector(id),
    status        TEXT NOT NULL CHECK (status IN
                      ('proposed', 'active', 'kept', 'paid_early', 'broken', 'cancelled', 'refused', 'superseded')),
    terms         TEXT NOT NULL,            -- as JSON
    owed_cents    INTEGER NOT NULL CHECK (owed_cents > 0), -- when it was made
    total_cents   INTEGER NOT NULL CHECK (total_cents > 0 AND total_cents <= owed_cents),
    until         TEXT,                     -- the last day on which a settlement may be paid
    policy        TEXT NOT NULL DEFAULT '', -- the name of the client's policy that it was held against
    asked         TEXT NOT NULL DEFAULT '', -- as JSON: the lines of the policy that it does not keep
    means         TEXT NOT NULL DEFAULT '', -- as JSON: the worksheet of the customer's means
    asked_for     TEXT NOT NULL DEFAULT '', -- as JSON: the terms and days that were asked for, where others were approved
    supersedes_id INTEGER REFERENCES arrangement(id),
    answered_at   TEXT,                     -- when a supervisor approved or refused it
    answered_by   INTEGER REFERENCES collector(id),
    answer        TEXT NOT NULL DEFAULT '',
    ended_at      TEXT,
    ended_reason  TEXT NOT NULL DEFAULT '',
    missed        INTEGER,                  -- of a broken one: the instalment whose last day passed without its money
    told_at       TEXT,                     -- when whoever asked for it was told of the answer
    operation_id  TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX arrangement_account ON arrangement(account_id);
CREATE UNIQUE INDEX arrangement_running ON arrangement(account_id) WHERE status = 'active';
CREATE UNIQUE INDEX arrangement_asked ON arrangement(account_id) WHERE status = 'proposed';
CREATE INDEX arrangement_answered ON arrangement(answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX arrangement_untold ON arrangement(made_by) WHERE answered_at IS NOT NULL AND told_at IS NULL;

-- Number 0 is the down payment. paid_cents is cached from the payments, which fill instalments in their order.
CREATE TABLE instalment (
    arrangement_id INTEGER NOT NULL REFERENCES arrangement(id),
    number         INTEGER NOT NULL CHECK (number >= 0),
    due_on         TEXT NOT NULL,
    last_day       TEXT NOT NULL,           -- due_on and the policy's days of grace
    amount_cents   INTEGER NOT NULL CHECK (amount_cents > 0),
    paid_cents     INTEGER NOT NULL DEFAULT 0 CHECK (paid_cents BETWEEN 0 AND amount_cents),
    moved_from     TEXT,                    -- the day it was due on before it was moved
    PRIMARY KEY (arrangement_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX instalment_due ON instalment(due_on) WHERE paid_cents < amount_cents;

-- Kept current, for the figures: docs/figures.md. Each follows from the rows it counts, and `doctor` counts them again --

-- Calls that stand, by the hour in UTC in which they began ('YYYY-MM-DDTHH'), who made them, client and currency.
-- handled: how many seconds each took of those logged here, with a blank before each; with a minus it is taken away again.
-- wrapped: likewise how long those that were wrapped up at once took from their end until they were stored.
-- accounts: likewise the ids of the accounts that calls were made on, one for each call.
CREATE TABLE call_count (
    hour                 TEXT NOT NULL,
    collector_id         INTEGER NOT NULL REFERENCES collector(id),
    client_id            INTEGER NOT NULL REFERENCES client(id),
    currency             TEXT NOT NULL,
    made                 INTEGER NOT NULL DEFAULT 0,
    received             INTEGER NOT NULL DEFAULT 0,
    connected            INTEGER NOT NULL DEFAULT 0,
    right_party          INTEGER NOT NULL DEFAULT 0,
    promised             INTEGER NOT NULL DEFAULT 0,
    received_right_party INTEGER NOT NULL DEFAULT 0,
    received_promised    INTEGER NOT NULL DEFAULT 0,
    handled              TEXT NOT NULL DEFAULT '',
    wrapped              TEXT NOT NULL DEFAULT '',
    accounts             TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (hour, collector_id, client_id, currency)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_count_person ON call_count(collector_id, hour);

-- Entries of the ledger by their day, client, currency, and the day their invoice is due ('' where they are on none).
-- sales: charges, less those taken back; paid and returned: by customers; insurers: by insurers, less what they took back.
CREATE TABLE ledger_sum (
    entry_on             TEXT NOT NULL,
    client_id            INTEGER NOT NULL REFERENCES client(id),
    currency             TEXT NOT NULL,
    due_on               TEXT NOT NULL,
    cents                INTEGER NOT NULL DEFAULT 0,
    sales                INTEGER NOT NULL DEFAULT 0,
    paid                 INTEGER NOT NULL DEFAULT 0,
    returned             INTEGER NOT NULL DEFAULT 0,
    insurers             INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entry_on, client_id, currency, due_on)
) STRICT, WITHOUT ROWID;

-- What somebody asked a supervisor for, besides arrangements: docs/approvals.md.
CREATE TABLE request (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account(id),
    kind         TEXT NOT NULL CHECK (kind IN ('override', 'adjustment', 'write_off')),
    made_at      TEXT NOT NULL,
    made_by      INTEGER NOT NULL REFERENCES collector(id),
    reason       TEXT NOT NULL,
    cents        INTEGER NOT NULL DEFAULT 0, -- as the balance sees it; what was approved where that is another
    asked_cents  INTEGER NOT NULL DEFAULT 0, -- and what was asked for
    invoice      TEXT NOT NULL DEFAULT '',
    e164         TEXT NOT NULL DEFAULT '',   -- of an override: the number to be called
    rules        TEXT NOT NULL DEFAULT '[]', -- of an override, as JSON: the contact rules that block it
    status       TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'approved', 'refused', 'cancelled')),
    answered_at  TEXT,
    answered_by  INTEGER REFERENCES collector(id),
    answer       TEXT NOT NULL DEFAULT '',
    until        TEXT,                       -- of an override that was approved: when it has to be used before
    used_at      TEXT,                       -- and when it was: it is good for one call
    entry_id     INTEGER REFERENCES ledger_entry(id), -- what was booked
    told_at      TEXT,                       -- when whoever asked was told of the answer
    operation_id TEXT NOT NULL UNIQUE,
    CHECK ((status IN ('approved', 'refused')) = (answered_at IS NOT NULL))
) STRICT;
CREATE INDEX request_account ON request(account_id);
CREATE INDEX request_answered ON request(answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX request_waiting ON request(made_by) WHERE status = 'waiting';
CREATE INDEX request_untold ON request(made_by) WHERE answered_at IS NOT NULL AND told_at IS NULL;

CREATE TABLE note (
    id           INTEGER PRIMARY KEY,
    account_id   INTEGER NOT NULL REFERENCES account(id),
    collector_id INTEGER REFERENCES collector(id),
    at           TEXT NOT NULL,
    text         TEXT NOT NULL,
    UNIQUE (account_id, at, text)
) STRICT;

-- What a file said about a customer that fits no other field, such as words in a column for telephone numbers. It is
-- shown on every account of the customer, also on those that come later.
CREATE TABLE customer_note (
    id           INTEGER PRIMARY KEY,
    customer_id  INTEGER NOT NULL REFERENCES customer(id),
    collector_id INTEGER REFERENCES collector(id),
    at           TEXT NOT NULL,
    text         TEXT NOT NULL,
    UNIQUE (customer_id, text)
) STRICT;

CREATE TABLE draft (
    account_id     INTEGER NOT NULL REFERENCES account(id),
    collector_id   INTEGER NOT NULL REFERENCES collector(id),
    started_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL,
    body           TEXT NOT NULL,
    paused_seconds INTEGER NOT NULL DEFAULT 0 CHECK (paused_seconds >= 0), -- in which it lay aside since it began
    ended_at       TEXT,                     -- of a call that was taken back: correcting it does not make it longer
    dialled        TEXT NOT NULL DEFAULT '', -- as JSON: the number last dialled, and what the contact rules said to it
    PRIMARY KEY (collector_id, account_id)
) STRICT, WITHOUT ROWID;

-- What is being typed and has not been saved: a note or a plan for an account, an addendum to a call.
CREATE TABLE unsaved (
    collector_id INTEGER NOT NULL REFERENCES collector(id),
    kind         TEXT NOT NULL CHECK (kind IN
                 ('note', 'plan', 'addendum', 'flag', 'promise', 'arrangement', 'answer', 'decision', 'payment', 'entry', 'line', 'bill', 'dispute',
                  'claim', 'contact', 'filing', 'appeal', 'closing', 'coverage', 'payer', 'assistance')),
    about        INTEGER NOT NULL,           -- the account's id; for an addendum the call's, for an answer the arrangement's, for a decision the request's
    updated_at   TEXT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (collector_id, kind, about)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    collector_id INTEGER REFERENCES collector(id),
    place        TEXT NOT NULL DEFAULT '', -- from where: a computer or an address, and the program
    action       TEXT NOT NULL,
    account_id   INTEGER REFERENCES account(id),
    about        TEXT NOT NULL DEFAULT '', -- which record, besides the account: 'promise 12'
    before       TEXT NOT NULL DEFAULT '', -- as JSON: what was changed, as it was
    after        TEXT NOT NULL DEFAULT '', -- as JSON: and as it is
    details      TEXT NOT NULL DEFAULT '',
    hash         TEXT NOT NULL             -- SHA-256 of the entry before, this one's number, and all that is in it
) STRICT;
CREATE INDEX audit_at ON audit(at);
CREATE INDEX audit_collector ON audit(collector_id, at);
CREATE INDEX audit_account ON audit(account_id, at) WHERE account_id IS NOT NULL;
-- Those that are made all day are found soon enough without it.
CREATE INDEX audit_action ON audit(action, at) WHERE action NOT IN ('call', 'claim', 'view', 'preview');

-- The newest entry of the audit: the next one is numbered and hashed from it.
CREATE TABLE audit_head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    id   INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;

-- Append-only: a mistake is corrected by a new row that points at it ------------------------------------------------

CREATE TRIGGER ledger_entry_keeps BEFORE UPDATE ON ledger_entry
BEGIN SELECT raise(ABORT, 'ledger entries are never changed: add a reversal'); END;
CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
BEGIN SELECT raise(ABORT, 'ledger entries are never deleted: add a reversal'); END;
CREATE TRIGGER call_keeps BEFORE UPDATE ON call
BEGIN SELECT raise(ABORT, 'calls are never changed: add an addendum'); END;
CREATE TRIGGER call_stays BEFORE DELETE ON call
BEGIN SELECT raise(ABORT, 'calls are never deleted: add an addendum'); END;
CREATE TRIGGER call_debt_keeps BEFORE UPDATE ON call_debt
BEGIN SELECT raise(ABORT, 'what a call was about is never changed'); END;
CREATE TRIGGER call_debt_stays BEFORE DELETE ON call_debt
BEGIN SELECT raise(ABORT, 'what a call was about is never deleted'); END;
CREATE TRIGGER call_correction_keeps BEFORE UPDATE ON call_correction
BEGIN SELECT raise(ABORT, 'corrections are never changed: add another'); END;
CREATE TRIGGER call_correction_stays BEFORE DELETE ON call_correction
BEGIN SELECT raise(ABORT, 'corrections are never deleted: add another'); END;
CREATE TRIGGER flag_keeps BEFORE UPDATE OF id, customer_id, account_id, e164, kind, since, until, details, set_at, collector_id, call_id ON flag
BEGIN SELECT raise(ABORT, 'flags are never changed: lift it and set another'); END;
CREATE TRIGGER flag_stays BEFORE DELETE ON flag
BEGIN SELECT raise(ABORT, 'flags are never deleted: lift it'); END;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit is never deleted'); END;
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN new.id <= old.id
BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN SELECT raise(ABORT, 'the audit is never deleted'); END;
CREATE TRIGGER invoice_made_keeps BEFORE UPDATE ON invoice_made
BEGIN SELECT raise(ABORT, 'what an invoice was issued with is never changed: void it'); END;
CREATE TRIGGER invoice_made_stays BEFORE DELETE ON invoice_made
BEGIN SELECT raise(ABORT, 'what an invoice was issued with is never changed: void it'); END;
CREATE TRIGGER invoice_tax_keeps BEFORE UPDATE ON invoice_tax
BEGIN SELECT raise(ABORT, 'taxes of an invoice are never changed: void it'); END;
CREATE TRIGGER invoice_tax_stays BEFORE DELETE ON invoice_tax
BEGIN SELECT raise(ABORT, 'taxes of an invoice are never changed: void it'); END;
CREATE TRIGGER document_keeps BEFORE UPDATE ON document
BEGIN SELECT raise(ABORT, 'documents are kept as they went out'); END;
CREATE TRIGGER document_stays BEFORE DELETE ON document
BEGIN SELECT raise(ABORT, 'documents are kept as they went out'); END;

-- Find anywhere ---------------------------------------------------------------------------------------------------

-- The words an account is found by. Letters that lose no accent when decomposed are folded here.
CREATE VIEW account_words AS
SELECT a.id AS id,
       replace(replace(replace(replace(replace(replace(replace(
           c.name, 'ł', 'l'), 'Ł', 'L'), 'ø', 'o'), 'Ø', 'O'), 'đ', 'd'), 'Đ', 'D'), 'ß', 'ss')
       || ' ' || a.number || ' ' || replace(replace(a.number, '-', ''), ' ', '')
       || coalesce((SELECT group_concat(' ' || substr(p.e164, 2) || ' ' || substr(p.e164, -10)
                                        || ' ' || substr(p.e164, -7) || ' ' || substr(p.e164, -4), '')
                    FROM phone p WHERE p.customer_id = c.id), '') AS words
FROM account a JOIN customer c ON c.id = a.customer_id;

CREATE VIRTUAL TABLE account_search USING fts5(
    words, content='account_words', content_rowid='id', detail='none', columnsize=0, prefix='2 3',
    tokenize='unicode61 remove_diacritics 2');

-- Common questions, for people who open the file with other tools ---------------------------------------------------

CREATE VIEW calls_made AS
SELECT k.id, k.started_at, k.ended_at,
       CAST(strftime('%s', k.ended_at) AS INTEGER) - CAST(strftime('%s', k.started_at) AS INTEGER) AS seconds,
       p.login AS collector, l.code AS client, a.number AS account, c.name AS customer, k.direction, k.phone,
       k.outcome, o.words AS outcome_words, o.connected, o.right_party, k.spoke_with, k.note,
       EXISTS (SELECT 1 FROM call_correction x WHERE x.call_id = k.id AND x.kind = 'undo') AS undone
FROM call k
JOIN collector p ON p.id = k.collector_id
JOIN account a ON a.id = k.account_id
JOIN client l ON l.id = a.client_id
JOIN customer c ON c.id = a.customer_id
JOIN outcome_code o ON o.code = k.outcome;

CREATE VIEW open_accounts AS
SELECT a.id, l.code AS client, a.number, c.name AS customer, c.state, a.currency, a.balance_cents, a.oldest_due_on,
       a.status, a.score, w.code AS worklist, a.next_action_at, a.last_call_at, a.last_contact_at
FROM account a
JOIN client l ON l.id = a.client_id
JOIN customer c ON c.id = a.customer_id
LEFT JOIN worklist w ON w.id = a.worklist_id
WHERE a.status <> 'closed';
