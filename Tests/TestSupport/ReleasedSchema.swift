internal import Foundation

/// The ledger's tables as each version made them, kept apart from the sources so that an edit of a released step does
/// not go unseen.
public enum ReleasedSchema {
    /// The steps as they were released, in order: the first makes the tables of version 1, each other one those of the
    /// next.
    public static let steps = [
        version1, version2, version3, version4, version5, version6, version7, version8, version9, version10,
        version11, answers, calendar, channels, certificates, mailsByWay,
        ways, movedSecrets, alerts, issuers, signIns, leads, smallness, dictionaries, unwritten,
        leanOutbox, bundles, record,
    ]

    private static let version1 = """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            install_id TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            newest_at INTEGER
        ) STRICT;

        CREATE TABLE credentials (
            name TEXT PRIMARY KEY,
            configured INTEGER NOT NULL CHECK (configured IN (0, 1)),
            configuration_digest TEXT NOT NULL,
            standing TEXT NOT NULL,
            lead_id TEXT,
            probing_since INTEGER,
            next_action TEXT,
            next_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE versions (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            stage TEXT NOT NULL CHECK (stage IN ('storing', 'pending', 'current', 'previous', 'removing')),
            fingerprint BLOB CHECK (fingerprint IS NOT NULL OR stage IN ('storing', 'removing')),
            issued_at INTEGER NOT NULL,
            stored_at INTEGER NOT NULL,
            expires_at INTEGER,
            expiry_origin TEXT CHECK ((expiry_origin IS NULL) = (expires_at IS NULL)),
            never_expires INTEGER NOT NULL CHECK (never_expires = 0 OR (never_expires = 1 AND expires_at IS NULL)),
            key_id TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX versions_one_of_each ON versions (credential, stage)
            WHERE stage IN ('pending', 'current', 'previous');
        CREATE INDEX versions_of_credential ON versions (credential);
        CREATE INDEX versions_unsettled ON versions (stage) WHERE stage IN ('storing', 'removing');

        CREATE TABLE probes (
            id INTEGER PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            version TEXT NOT NULL,
            at INTEGER NOT NULL,
            report TEXT NOT NULL
        ) STRICT;
        CREATE INDEX probes_of_credential ON probes (credential);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            credential TEXT,
            version TEXT,
            class TEXT,
            message TEXT NOT NULL,
            details TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_of_credential ON events (credential);
        CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;
        CREATE TRIGGER events_stay BEFORE DELETE ON events
            WHEN OLD.at >= (SELECT newest_at FROM ledger) - 94608000 BEGIN
            SELECT RAISE(ABORT, 'an event stays for three years');
        END;

        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            credential TEXT NOT NULL REFERENCES credentials (name),
            version TEXT NOT NULL,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            server TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (version, occasion, recipient, credential)
        ) STRICT;
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        """

    private static let version2 = """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            deadline_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            server TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq) SELECT 'notices', seq FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO notices SELECT id, credential, version, occasion, recipient, message_id, created_at, not_before, not_before,
            state, attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code, reply_text, server, subject, body
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE notices RENAME TO outbox;
        CREATE UNIQUE INDEX outbox_once ON outbox (version, occasion, recipient, coalesce(credential, ''));
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        ALTER TABLE credentials DROP COLUMN next_action;
        ALTER TABLE credentials DROP COLUMN next_at;
        ALTER TABLE credentials ADD COLUMN unfinished_probes INTEGER NOT NULL DEFAULT 0;
        """

    private static let version3 = """
        ALTER TABLE ledger ADD COLUMN put_back INTEGER NOT NULL DEFAULT 0 CHECK (put_back IN (0, 1));
        """

    private static let version4 = """
        CREATE TABLE rotations (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            state TEXT NOT NULL,
            begun_at INTEGER NOT NULL,
            ended_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX rotations_one_under_way ON rotations (credential) WHERE ended_at IS NULL;
        CREATE INDEX rotations_of_credential ON rotations (credential, id);
        CREATE TABLE listings (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            at INTEGER NOT NULL,
            keys TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let version5 = """
        CREATE TABLE versions_with_trials (
            id TEXT PRIMARY KEY,
            credential TEXT NOT NULL REFERENCES credentials (name),
            stage TEXT NOT NULL CHECK (stage IN ('storing', 'trial', 'pending', 'current', 'previous', 'removing')),
            fingerprint BLOB CHECK (fingerprint IS NOT NULL OR stage IN ('storing', 'removing')),
            issued_at INTEGER NOT NULL,
            stored_at INTEGER NOT NULL,
            expires_at INTEGER,
            expiry_origin TEXT CHECK ((expiry_origin IS NULL) = (expires_at IS NULL)),
            never_expires INTEGER NOT NULL CHECK (never_expires = 0 OR (never_expires = 1 AND expires_at IS NULL)),
            key_id TEXT,
            trial TEXT CHECK (trial IS NOT NULL OR stage <> 'trial')
        ) STRICT, WITHOUT ROWID;
        INSERT INTO versions_with_trials SELECT id, credential, stage, fingerprint, issued_at, stored_at, expires_at, expiry_origin,
            never_expires, key_id, NULL FROM versions;
        DROP TABLE versions;
        ALTER TABLE versions_with_trials RENAME TO versions;
        CREATE UNIQUE INDEX versions_one_of_each ON versions (credential, stage)
            WHERE stage IN ('trial', 'pending', 'current', 'previous');
        CREATE INDEX versions_of_credential ON versions (credential);
        CREATE INDEX versions_unsettled ON versions (stage) WHERE stage IN ('storing', 'removing');
        """

    private static let version6 = """
        ALTER TABLE outbox ADD COLUMN window_end_at INTEGER;
        ALTER TABLE outbox ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));
        UPDATE outbox SET window_end_at = deadline_at
            WHERE occasion GLOB 'lapsed/*' AND deadline_at < created_at AND deadline_at <> not_before
            OR occasion GLOB 'lapses/*' AND deadline_at > created_at
                AND deadline_at - created_at <= CAST(substr(occasion, 8) AS INTEGER);
        DROP INDEX outbox_once;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, coalesce(credential, ''), coalesce(window_end_at, ''));
        """

    private static let version7 = """
        ALTER TABLE credentials ADD COLUMN configuration TEXT;
        """

    private static let version8 = """
        ALTER TABLE outbox ADD COLUMN reply_command TEXT;
        """

    // Whether Partner Center has a version is a fact of the version. What people said so far stands in the record of
    // events, what was seen and published in the rotations; a rotation that was confirmed counted as vouched for.
    private static let version9 = """
        ALTER TABLE versions ADD COLUMN hand_off_due_at INTEGER;
        ALTER TABLE versions ADD COLUMN copy_ends_at INTEGER;
        ALTER TABLE versions ADD COLUMN copy_key_id TEXT;
        ALTER TABLE versions ADD COLUMN confirmed_at INTEGER;
        ALTER TABLE versions ADD COLUMN confirmed_by TEXT CHECK (confirmed_by IS NULL OR confirmed_at IS NOT NULL);
        ALTER TABLE versions ADD COLUMN published_at INTEGER;
        ALTER TABLE versions ADD COLUMN test_lead_at INTEGER;
        ALTER TABLE versions ADD COLUMN vouched_at INTEGER;
        ALTER TABLE versions ADD COLUMN vouched_by TEXT CHECK (vouched_by IS NULL OR vouched_at IS NOT NULL);
        UPDATE versions SET (confirmed_at, confirmed_by) = (
            SELECT at, substr(message, 1, instr(message, ' says that Partner Center has ') - 1) FROM events
            WHERE kind = 'hand-off-confirmed' AND events.version = versions.id AND events.credential = versions.credential
                AND message LIKE '% says that Partner Center has %' ORDER BY events.id LIMIT 1);
        UPDATE versions SET test_lead_at = (
            SELECT json_extract(state, '$.evidence.testLead.at') FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential);
        UPDATE versions SET published_at = (
            SELECT json_extract(state, '$.publication.since') FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential
                AND json_extract(state, '$.publication.phase') = 'live');
        UPDATE versions SET vouched_at = (
            SELECT json_extract(state, '$.stepAt') FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential
                AND json_extract(state, '$.step') IN ('confirmed', 'retired')
                AND json_type(state, '$.evidence.word') IS NOT NULL)
            WHERE confirmed_at IS NOT NULL;
        UPDATE versions SET vouched_by = confirmed_by WHERE vouched_at IS NOT NULL;
        UPDATE versions SET (hand_off_due_at, copy_ends_at, copy_key_id) = (
            SELECT json_extract(state, '$.stepAt'), json_extract(state, '$.copyEndsAt'), json_extract(state, '$.copyKeyID')
            FROM rotations
            WHERE json_extract(state, '$.new.version') = versions.id AND rotations.credential = versions.credential
                AND json_extract(state, '$.step') = 'proven')
            WHERE stage = 'current' AND credential NOT GLOB '@*';
        """

    private static let version10 = """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            kind TEXT NOT NULL,
            fault TEXT,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            deadline_at INTEGER NOT NULL,
            window_end_at INTEGER,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            reply_command TEXT,
            server TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq)
            SELECT 'notices', seq FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO notices (id, credential, version, kind, fault, occasion, recipient, message_id, created_at,
            not_before, deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at,
            reply_code, reply_text, reply_command, server, subject, body)
            SELECT id, credential, version, substr(occasion, 1, instr(occasion, '/') - 1),
                iif(credential IS NULL AND (occasion GLOB 'impaired/*' OR occasion GLOB 'restored/*'),
                    substr(occasion, 10, instr(substr(occasion, 10), '/') - 1), NULL),
                occasion, recipient, message_id, created_at, not_before, deadline_at, window_end_at, state, withdrawn,
                attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code, reply_text, reply_command, server,
                subject, body
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE notices RENAME TO outbox;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, coalesce(credential, ''), coalesce(window_end_at, ''));
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        """

    /// The sentence of an event in a present ledger, attached as `present`, for tables that keep it whole.
    public static let message = """
        iif(events.notice IS NULL, events.message, (
            SELECT iif(channel = 'mail', 'the mail server accepted “' || subject || '” for ' || notices.recipient,
                'channel ' || channel || ' accepted “' || subject || '”')
            FROM present.outbox AS notices JOIN present.mails AS letters ON letters.id = notices.mail
            WHERE notices.id = events.notice))
        """

    /// A script for bash that puts a ledger of an earlier version in the place of a present one, with all that it can
    /// hold of that.
    ///
    /// The present one's path is in `$LEDGER`, and nobody may have it open. The new file has the mode 0600.
    public static func script(returningTo version: Int) throws -> String {
        let sql = try JSONEncoder().encode(steps.prefix(version).joined(separator: "\n"))
        return """
            umask 077
            /usr/bin/python3 -I - "$LEDGER" <<'END'
            import base64, ctypes, hashlib, json, os, sqlite3, sys, zlib
            path = sys.argv[1]
            old = sqlite3.connect(path + ".old")
            old.executescript(json.loads(r'''\(String(decoding: sql, as: UTF8.self))'''))
            old.executescript("PRAGMA application_id = 1279544144; PRAGMA user_version = \(version)")
            old.execute("ATTACH ? AS present", (path,))
            # What is packed was not.
            def text(lean):
                end = 4 + int.from_bytes(lean[:4], "big")
                return lean[4:end].decode(), lean[end:]
            def whole(lean):
                form, rest = lean[0], lean[1:]
                message, subject, marks = None, None, {}
                if form > 1:
                    message, rest = text(rest)
                    subject, rest = text(rest)
                    digest = hashlib.sha256(message.encode()).hexdigest()
                    marks = {b"\\1": f"=_{digest[:24]}".encode(), b"\\2": f"=-{digest[-24:]}".encode()}
                if form in (0, 3): return rest, message, subject
                mail, place = b"", 0
                while place < len(rest):
                    byte = rest[place:place + 1]
                    place += 1
                    if byte == b"\\0":
                        end = place + 4 + int.from_bytes(rest[place:place + 4], "big")
                        block, place = base64.b64encode(rest[place + 4:end]), end
                        byte = b"".join(block[at:at + 76] + b"\\r\\n" for at in range(0, len(block), 76))
                    mail += marks.get(byte, byte)
                return mail, message, subject
            zstd = ctypes.CDLL("libzstd.so.1")
            zstd.ZSTD_createDCtx.restype = ctypes.c_void_p
            def unbundle(body, size, prefix):
                context, target = ctypes.c_void_p(zstd.ZSTD_createDCtx()), ctypes.create_string_buffer(size)
                zstd.ZSTD_DCtx_refPrefix(context, prefix, ctypes.c_size_t(len(prefix)))
                zstd.ZSTD_decompressDCtx(context, target, ctypes.c_size_t(size), body, ctypes.c_size_t(len(body)))
                return target.raw
            def unpack(body, dictionary, bundle, place):
                if place is not None:
                    bundle, size, shared, root = bundles[bundle]
                    prefix = b"" if root is None else unbundle(*bundles[root][:2], b"")[:shared]
                    content = unbundle(bundle, size, prefix)
                    return whole(content[place + 4:place + 4 + int.from_bytes(content[place:place + 4], "big")])
                if dictionary is None: return zlib.decompress(body), None, None
                return whole(zlib.decompressobj(zdict=zlib.decompress(dictionaries[dictionary])).decompress(body))
            bundles = {row[0]: row[1:] for row in old.execute("SELECT id, body, size, shared, root FROM present.bundles")}
            dictionaries = dict(old.execute("SELECT id, body FROM present.dictionaries"))
            packed = old.execute("SELECT id, body, dictionary, bundle, place FROM present.mails WHERE packed IS NOT NULL").fetchall()
            for mail, *columns in packed:
                old.execute("UPDATE present.mails SET packed = NULL, dictionary = NULL, bundle = NULL, place = NULL, body = ?, "
                    "message_id = coalesce(?, message_id), subject = coalesce(?, subject) WHERE id = ?", (*unpack(*columns), mail))
            old.execute("DELETE FROM present.bundles")
            tables = old.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
            for (table,) in tables:
                both = [{row[1] for row in old.execute(f"PRAGMA {of}.table_info({table})")} for of in ("main", "present")]
                names = sorted(both[0] & both[1])
                if not names: continue  # a table that is no more
                source = f"present.{table} AS one"
                of = {name: f"one.{name}" for name in names}
                if table == "credentials" and "configuration" in both[0] - both[1]:
                    of["configuration"] = "(SELECT configuration FROM present.configurations WHERE credential = one.name)"
                if table == "events" and "notice" not in of:
                    of["message"] = '''\(message.replacingOccurrences(of: "events.", with: "one."))'''
                if table == "outbox" and "message_id" in both[0] - both[1]:
                    # What is a mail's now was the notice's own.
                    source += " JOIN present.mails ON mails.id = one.mail"
                    of |= {name: f"mails.{name}" for name in ("message_id", "subject", "body")}
                columns, values = ", ".join(of), ", ".join(of.values())
                old.execute(f"INSERT OR IGNORE INTO main.{table} ({columns}) SELECT {values} FROM {source}")
            old.execute("DELETE FROM main.sqlite_sequence")
            old.execute("INSERT INTO main.sqlite_sequence SELECT * FROM present.sqlite_sequence WHERE name IN "
                "(SELECT name FROM main.sqlite_schema)")
            old.execute("INSERT INTO main.sqlite_sequence SELECT 'events', seq FROM present.sqlite_sequence WHERE name = 'record' "
                "AND EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = 'events' AND type = 'table')")
            old.commit()
            old.close()
            os.replace(path + ".old", path)
            END
            """
    }

    private static let version11 = """
        CREATE TABLE mails (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            thread TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            unseen INTEGER NOT NULL DEFAULT 0 CHECK (unseen IN (0, 1))
        ) STRICT;
        INSERT INTO mails (id, recipient, message_id, subject, body, created_at, unseen)
            SELECT id, recipient, message_id, subject, body, created_at,
                state = 'sending' OR state = 'retrying' AND attempts > 0 AND reply_code IS NULL
                    AND coalesce(reply_command, 'end') = 'end'
            FROM outbox ORDER BY id;
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mail INTEGER NOT NULL REFERENCES mails (id),
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            kind TEXT NOT NULL,
            fault TEXT,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            instead_of TEXT,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            deadline_at INTEGER NOT NULL,
            window_end_at INTEGER,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            reply_command TEXT,
            server TEXT
        ) STRICT;
        INSERT INTO sqlite_sequence (name, seq)
            SELECT 'notices', seq FROM sqlite_sequence WHERE name = 'outbox';
        INSERT INTO notices (id, mail, credential, version, kind, fault, occasion, recipient, created_at, not_before,
            deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at,
            reply_code, reply_text, reply_command, server)
            SELECT id, id, credential, version, kind, fault, occasion, recipient, created_at, not_before, deadline_at,
                window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at, reply_code,
                reply_text, reply_command, server
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE notices RENAME TO outbox;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, coalesce(credential, ''), coalesce(window_end_at, ''),
                coalesce(instead_of, ''));
        CREATE INDEX outbox_due ON outbox (state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        CREATE INDEX outbox_of_mail ON outbox (mail);
        CREATE INDEX outbox_of_recipient ON outbox (recipient, last_attempt_at);
        CREATE TRIGGER mails_end_with_their_notices AFTER DELETE ON outbox BEGIN
            DELETE FROM mails WHERE id = OLD.mail AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = OLD.mail);
        END;
        CREATE TRIGGER mails_end_when_notices_leave AFTER UPDATE OF mail ON outbox BEGIN
            DELETE FROM mails WHERE id = OLD.mail AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = OLD.mail);
        END;
        """

    private static let answers = """
        CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('snooze', 'ack', 'hold')),
            credential TEXT REFERENCES credentials (name) CHECK ((credential IS NULL) = (kind = 'hold')),
            version TEXT CHECK ((version IS NULL) = (kind = 'hold')),
            recipient TEXT CHECK (recipient IS NULL OR kind = 'snooze'),
            since INTEGER NOT NULL,
            until INTEGER NOT NULL,
            person TEXT NOT NULL,
            words TEXT NOT NULL,
            is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX answers_once ON answers (kind, coalesce(credential, ''), coalesce(recipient, ''));
        """

    private static let ways = """
        CREATE TABLE ways (
            name TEXT PRIMARY KEY,
            standing TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let certificates = """
        ALTER TABLE versions ADD COLUMN certificate BLOB CHECK (certificate IS NULL OR credential GLOB '@*');
        """

    private static let movedSecrets = """
        ALTER TABLE versions ADD COLUMN kept_under TEXT CHECK (kept_under IS NULL OR credential GLOB '@*');
        """

    private static let calendar = """
        CREATE TABLE calendar_entries (
            mail INTEGER NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
            credential TEXT NOT NULL,
            version TEXT NOT NULL,
            matter TEXT NOT NULL,
            recipient TEXT NOT NULL,
            uid TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            time_zone TEXT NOT NULL,
            cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
            PRIMARY KEY (mail, uid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX calendar_entries_of_credential ON calendar_entries (credential);
        CREATE INDEX calendar_entries_by_uid ON calendar_entries (uid, sequence);
        """

    private static let channels = """
        ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';
        DROP INDEX outbox_once;
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, channel, coalesce(credential, ''), coalesce(window_end_at, ''),
                coalesce(instead_of, ''));
        DROP INDEX outbox_due;
        CREATE INDEX outbox_due ON outbox (channel, state, next_attempt_at, deadline_at);
        """

    private static let mailsByWay = """
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL,
            thread TEXT,
            subject TEXT NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            unseen INTEGER NOT NULL DEFAULT 0 CHECK (unseen IN (0, 1)),
            way TEXT NOT NULL DEFAULT 'mail'
        ) STRICT;
        INSERT INTO letters (id, recipient, message_id, thread, subject, body, created_at, unseen, way)
            SELECT id, recipient, message_id, thread, subject, body, created_at, unseen,
                coalesce((SELECT channel FROM outbox WHERE outbox.mail = mails.id LIMIT 1), 'mail')
            FROM mails ORDER BY id;
        CREATE TABLE entries (
            mail INTEGER NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
            credential TEXT NOT NULL,
            version TEXT NOT NULL,
            matter TEXT NOT NULL,
            recipient TEXT NOT NULL,
            uid TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            time_zone TEXT NOT NULL,
            cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
            PRIMARY KEY (mail, uid)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO entries (mail, credential, version, matter, recipient, uid, sequence, begins_at, ends_at, time_zone,
            cancelled)
            SELECT mail, credential, version, matter, recipient, uid, sequence, begins_at, ends_at, time_zone, cancelled
            FROM calendar_entries;
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mail INTEGER NOT NULL REFERENCES letters (id),
            credential TEXT REFERENCES credentials (name),
            version TEXT NOT NULL,
            kind TEXT NOT NULL,
            fault TEXT,
            occasion TEXT NOT NULL,
            recipient TEXT NOT NULL,
            instead_of TEXT,
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            deadline_at INTEGER NOT NULL,
            window_end_at INTEGER,
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sending', 'retrying', 'accepted', 'dead', 'superseded')),
            withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER CHECK ((next_attempt_at IS NOT NULL) = (state IN ('queued', 'retrying'))),
            last_attempt_at INTEGER,
            accepted_at INTEGER CHECK ((accepted_at IS NOT NULL) = (state = 'accepted')),
            reply_code INTEGER,
            reply_text TEXT,
            reply_command TEXT,
            server TEXT,
            channel TEXT NOT NULL DEFAULT 'mail'
        ) STRICT;
        INSERT INTO notices (id, mail, credential, version, kind, fault, occasion, recipient, instead_of, created_at,
            not_before, deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at,
            accepted_at, reply_code, reply_text, reply_command, server, channel)
            SELECT id, mail, credential, version, kind, fault, occasion, recipient, instead_of, created_at, not_before,
                deadline_at, window_end_at, state, withdrawn, attempts, next_attempt_at, last_attempt_at, accepted_at,
                reply_code, reply_text, reply_command, server, channel
            FROM outbox ORDER BY id;
        DELETE FROM sqlite_sequence WHERE name IN ('letters', 'notices');
        INSERT INTO sqlite_sequence (name, seq)
            SELECT iif(name = 'mails', 'letters', 'notices'), seq FROM sqlite_sequence
            WHERE name IN ('mails', 'outbox');
        DROP TABLE calendar_entries;
        DROP TABLE outbox;
        DROP TABLE mails;
        ALTER TABLE letters RENAME TO mails;
        ALTER TABLE notices RENAME TO outbox;
        ALTER TABLE entries RENAME TO calendar_entries;
        CREATE UNIQUE INDEX mails_once ON mails (message_id, way);
        CREATE INDEX calendar_entries_of_credential ON calendar_entries (credential);
        CREATE INDEX calendar_entries_by_uid ON calendar_entries (uid, sequence);
        CREATE UNIQUE INDEX outbox_once
            ON outbox (version, occasion, recipient, channel, coalesce(credential, ''), coalesce(window_end_at, ''),
                coalesce(instead_of, ''));
        CREATE INDEX outbox_due ON outbox (channel, state, next_attempt_at, deadline_at);
        CREATE INDEX outbox_of_credential ON outbox (credential);
        CREATE INDEX outbox_of_mail ON outbox (mail);
        CREATE INDEX outbox_of_recipient ON outbox (recipient, last_attempt_at);
        CREATE TRIGGER mails_end_with_their_notices AFTER DELETE ON outbox BEGIN
            DELETE FROM mails WHERE id = OLD.mail AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = OLD.mail);
        END;
        CREATE TRIGGER mails_end_when_notices_leave AFTER UPDATE OF mail ON outbox BEGIN
            DELETE FROM mails WHERE id = OLD.mail AND NOT EXISTS (SELECT 1 FROM outbox WHERE mail = OLD.mail);
        END;
        """

    private static let alerts = """
        CREATE TABLE alerts (
            channel TEXT NOT NULL,
            credential TEXT NOT NULL DEFAULT '',
            part TEXT NOT NULL DEFAULT '' CHECK ((part = '') <> (credential = '')),
            reason TEXT NOT NULL,
            urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
            message TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER,
            PRIMARY KEY (channel, credential, part, reason, urgent)
        ) STRICT, WITHOUT ROWID;
        """

    private static let issuers = """
        ALTER TABLE versions ADD COLUMN issuer TEXT;
        """

    private static let signIns = """
        ALTER TABLE versions ADD COLUMN sign_in_at INTEGER;

        CREATE TABLE sign_ins (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            sight TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE own_sign_ins (
            id INTEGER PRIMARY KEY,
            application TEXT,
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            request TEXT,
            correlation TEXT
        ) STRICT;
        CREATE INDEX own_sign_ins_of_application ON own_sign_ins (application, id);
        """

    private static let leads = """
        CREATE TABLE leads (
            credential TEXT PRIMARY KEY REFERENCES credentials (name),
            sight TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
