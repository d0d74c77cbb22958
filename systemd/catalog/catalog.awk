# Makes message catalogs for the journal (see journald's catalogs, journalctl(1) --catalog) from the English one and a
# translation, and the template of all translations.
#
#   awk -f catalog.awk -v template=1 leadkeeper.catalog             prints the template, for msgmerge and msginit
#   msgattrib --translated --no-fuzzy --no-obsolete --no-wrap LL.po | awk -f catalog.awk - leadkeeper.catalog
#
# A message is a subject, a paragraph or a numbered step, with its line breaks, since the journal shows them as they
# are. Ids, the names of the events and the other headers are no words: they stand in the English catalog alone.

function unquoted(text) {
    sub(/^[^"]*"/, "", text); sub(/"$/, "", text)
    gsub(/\\\\/, "\001", text); gsub(/\\n/, "\n", text); gsub(/\\"/, "\"", text); gsub(/\001/, "\\", text)
    return text
}

function quoted(text) {
    gsub(/\\/, "\\\\&", text); gsub(/"/, "\\\"", text); gsub(/\n/, "\\n\"\n\"", text)
    return "\"" text "\""
}

# Prints what has been gathered, or its translation.
function flush(    text, prefix) {
    if (gathered == "") return
    if (template) {
        if (!(gathered in seen)) order[++count] = gathered
        seen[gathered] = seen[gathered] (gathered in seen && seen[gathered] != "" ? " " : "") event
    } else {
        text = (gathered in translated) ? translated[gathered] : gathered
        prefix = isSubject ? "Subject: " : ""
        print prefix text
    }
    gathered = ""; isSubject = 0
}

# A translation is read before the catalog, from standard input.
FILENAME == "-" || FILENAME == "" {
    if (/^msgid /) { isMessage = 0; key = unquoted($0); value = "" }
    else if (/^msgstr /) { isMessage = 1; value = unquoted($0) }
    else if (/^"/) { if (isMessage) value = value unquoted($0); else key = key unquoted($0) }
    else if ($0 == "" && key != "") { translated[key] = value; key = "" }
    next
}

FNR == 1 && key != "" { translated[key] = value }

/^#/ || /^-- / || /^Defined-By: / || /^Documentation: / {
    flush()
    if (/^# [a-z-]+$/) { event = $2; isEntry = 1 }
    # What stands above the first entry is said of the English file.
    if (!template && isEntry) print
    next
}

/^Subject: / { flush(); gathered = substr($0, 10); isSubject = 1; flush(); next }

/^$/ { flush(); if (!template && isEntry) print; next }

/^ [0-9]+\. / { flush() }

{ gathered = gathered (gathered == "" ? "" : "\n") $0 }

END {
    flush()
    if (!template) exit
    print "# The words of leadkeeper's message catalogs, made from leadkeeper.catalog by `make journal-template`."
    print "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: leadkeeper\\n\""
    print "\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\""
    for (number = 1; number <= count; number++) {
        print "\n#: " seen[order[number]]
        if (order[number] ~ /\n/) print "msgid \"\"\n" quoted(order[number])
        else print "msgid " quoted(order[number])
        print "msgstr \"\""
    }
}
