internal import CICal

/// A component of libical, with what was put into it.
///
/// It owns its handle until it becomes a part of another one, which then frees both.
@safe final class Component {
    private let handle: OpaquePointer
    private var isOwner = true

    /// An empty component of that kind.
    ///
    /// `icalcomponent_new`.
    init(_ kind: icalcomponent_kind) {
        guard let handle = unsafe icalcomponent_new(kind) else { fatalError("out of memory for a calendar entry") }
        unsafe self.handle = unsafe handle
    }

    deinit {
        if isOwner { unsafe icalcomponent_free(handle) }
    }

    /// Puts a property at the end, which belongs to the component from then on.
    ///
    /// `icalcomponent_add_property`.
    func add(_ property: OpaquePointer?) {
        guard let property = unsafe property else { fatalError("out of memory for a calendar entry") }
        unsafe icalcomponent_add_property(handle, property)
    }

    /// Puts a component at the end, to which nothing is added afterwards.
    ///
    /// `icalcomponent_add_component`.
    func add(_ part: Component) {
        unsafe icalcomponent_add_component(handle, part.handle)
        part.isOwner = false
    }

    /// The text of all of it.
    ///
    /// `icalcomponent_as_ical_string_r`, whose buffer is the caller's.
    func encoded() -> [UInt8] {
        guard let text = unsafe icalcomponent_as_ical_string_r(handle) else {
            fatalError("out of memory for a calendar entry")
        }
        defer { unsafe icalmemory_free_buffer(text) }
        return unsafe Array(String(cString: text).utf8)
    }
}
