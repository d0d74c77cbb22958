internal import Basics
internal import CMime
internal import GLib

extension MailMessage {
    /// Text and HTML, with what goes along for the calendar.
    ///
    /// The entry of an invitation stands beside them, which makes Outlook and Gmail show it as an invitation, and as a
    /// file too, which Apple Mail and others want; so do Google's own invitations. What goes along with other news is a file
    /// alone: of the alternatives only one is shown.
    var body: UnsafeMutablePointer<GMimeObject> {
        let boundaries = MailBoundaries(messageID: messageID)
        let alternative = unsafe Self.multipart("alternative", boundary: boundaries.alternative)
        unsafe Self.put(Self.text(text, as: "plain"), into: alternative)
        unsafe Self.put(Self.text(html, as: "html"), into: alternative)
        guard let first = calendar.first else { return unsafe Self.object(alternative) }
        let mixed = unsafe Self.multipart("mixed", boundary: boundaries.mixed)
        let isInvitation = isInvitation && calendar.count == 1
        if isInvitation { unsafe Self.put(Self.entry(first), into: alternative) }
        unsafe Self.put(Self.object(alternative), into: mixed)
        if isInvitation {
            unsafe Self.put(
                Self.file(Self.part("application", "ics", first.object), named: first.fileName), into: mixed)
        } else {
            for part in calendar { unsafe Self.put(Self.file(Self.entry(part), named: part.fileName), into: mixed) }
        }
        return unsafe Self.object(mixed)
    }

    private typealias Multipart = UnsafeMutablePointer<GMimeMultipart>
    private typealias Part = UnsafeMutablePointer<GMimePart>

    private static func multipart(_ subtype: String, boundary: String) -> Multipart {
        guard let multipart = unsafe g_mime_multipart_new_with_subtype(subtype) else {
            fatalError("out of memory for a mail")
        }
        unsafe g_mime_multipart_set_boundary(multipart, boundary)
        return unsafe multipart
    }

    private static func text(_ content: String, as subtype: String) -> UnsafeMutablePointer<GMimeObject> {
        guard let part = unsafe g_mime_text_part_new_with_subtype(subtype) else {
            fatalError("out of memory for a mail")
        }
        unsafe g_mime_text_part_set_charset(part, "utf-8")
        unsafe g_mime_text_part_set_text(part, content)
        let object = unsafe object(part)
        unsafe object.withMemoryRebound(to: GMimePart.self, capacity: 1) { part in
            unsafe g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
        }
        return unsafe object
    }

    /// A part that says what it does to a calendar.
    private static func entry(_ entry: CalendarPart) -> Part {
        let part = unsafe part("text", "calendar", entry.object)
        unsafe g_mime_object_set_content_type_parameter(object(part), "method", entry.method)
        unsafe g_mime_object_set_content_type_parameter(object(part), "charset", "utf-8")
        return unsafe part
    }

    /// A part with those bytes, in base64, which leaves each line end as it is.
    private static func part(_ type: String, _ subtype: String, _ bytes: [UInt8]) -> Part {
        let stream = unsafe bytes.withUnsafeBytes { bytes in
            unsafe g_mime_stream_mem_new_with_buffer(bytes.baseAddress, bytes.count)
        }
        guard let part = unsafe g_mime_part_new_with_type(type, subtype), let stream = unsafe stream,
            let content = unsafe g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT)
        else { fatalError("out of memory for a mail") }
        unsafe g_object_unref(stream)
        unsafe g_mime_part_set_content(part, content)
        unsafe g_object_unref(content)
        unsafe g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64)
        return unsafe part
    }

    /// The part as a file of that name.
    private static func file(_ part: Part, named name: String) -> Part {
        unsafe g_mime_object_set_disposition(object(part), GMIME_DISPOSITION_ATTACHMENT)
        unsafe g_mime_part_set_filename(part, name)
        return unsafe part
    }

    /// Puts a part at the end of others, to which it belongs from then on.
    private static func put(_ part: UnsafeMutablePointer<some Any>, into multipart: Multipart) {
        unsafe g_mime_multipart_add(multipart, object(part))
        unsafe g_object_unref(part)
    }

    /// What GMime's classes have in common, at whose beginning each of them is.
    private static func object(_ instance: UnsafeMutablePointer<some Any>) -> UnsafeMutablePointer<GMimeObject> {
        unsafe UnsafeMutableRawPointer(instance).assumingMemoryBound(to: GMimeObject.self)
    }
}
