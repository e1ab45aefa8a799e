//! Maelstrom's unique-ids workload, in Rust without crates: {"type": "generate"} is answered with a unique id.
//!
//! An id is `<node id>-<incarnation>-<counter>`: the incarnation is 64 bits of the host's randomness, drawn once per instance, so
//! that a restarted node repeats no id; without randomness, requests get an error.

mod abi;

use abi::{Host, Message, Plugin, Slice};
use std::ffi::c_void;
use std::fmt::Write;
use std::os::raw::c_char;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// One node. The host calls it on one thread and passes its address to every call.
struct UniqueIds {
    host: *const Host,
    incarnation: Option<u64>,
    counter: u64,
}

/// An error of the Maelstrom protocol: the error reply to a request.
struct Error {
    code: i32,
    text: &'static str,
}

fn slice(text: &str) -> Slice {
    Slice { data: text.as_ptr() as *const c_char, size: text.len() }
}

/// The text of a slice that the host lends.
unsafe fn text<'a>(slice: Slice) -> std::borrow::Cow<'a, str> {
    if slice.size == 0 {
        return "".into();
    }
    String::from_utf8_lossy(std::slice::from_raw_parts(slice.data as *const u8, slice.size))
}

fn json_string(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c < ' ' => write!(json, "\\u{:04x}", c as u32).unwrap(),
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

impl UniqueIds {
    unsafe fn draw_incarnation(&self) -> Result<u64, Error> {
        let mut bytes = [0u8; 8];
        match ((*self.host).random_bytes)(self.host, bytes.as_mut_ptr() as *mut c_void, bytes.len()) {
            abi::OK => Ok(u64::from_ne_bytes(bytes)),
            _ => Err(Error { code: abi::ERROR_TEMPORARILY_UNAVAILABLE, text: "the system has no randomness to give" }),
        }
    }

    unsafe fn generate(&mut self) -> Result<String, Error> {
        let incarnation = match self.incarnation {
            Some(incarnation) => incarnation,
            None => self.draw_incarnation()?,
        };
        self.incarnation = Some(incarnation);
        let id = format!("{}-{:016x}-{}", text(((*self.host).node_id)(self.host)), incarnation, self.counter);
        self.counter += 1;
        Ok(id)
    }

    unsafe fn answer(&mut self, message: &Message) -> i32 {
        let host = &*self.host;
        match self.generate() {
            Ok(id) => {
                let body = format!("{{\"type\":\"generate_ok\",\"id\":{}}}", json_string(&id));
                match (host.reply)(host, message.request, slice(&body)) {
                    abi::E_EXPIRED => abi::OK, // the client has gone
                    status => status,
                }
            }
            Err(error) => (host.reply_error)(host, message.request, error.code, slice(error.text)),
        }
    }
}

/// Runs `call`; a panic, which must not cross into the host, becomes the reason of the failure.
unsafe fn guarded<R>(host: *const Host, failure: R, call: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        ((*host).fail)(host, slice("the plugin panicked; stderr has the message"));
        failure
    })
}

unsafe extern "C" fn create(host: *const Host) -> *mut c_void {
    guarded(host, std::ptr::null_mut(), || {
        let mut name = slice("");
        let mut value = slice("");
        if ((*host).option_at)(host, 0, &mut name, &mut value) == abi::OK {
            ((*host).fail)(host, slice(&format!("unknown option {}: this plugin takes no options", text(name))));
            return std::ptr::null_mut();
        }
        Box::into_raw(Box::new(UniqueIds { host, incarnation: None, counter: 0 })) as *mut c_void
    })
}

unsafe extern "C" fn start(_instance: *mut c_void) -> i32 {
    abi::OK
}

unsafe extern "C" fn message(instance: *mut c_void, message: *const Message) -> i32 {
    let node = &mut *(instance as *mut UniqueIds);
    guarded(node.host, abi::E_FAILED, || node.answer(&*message))
}

unsafe extern "C" fn stop(_instance: *mut c_void) {}

unsafe extern "C" fn destroy(instance: *mut c_void) {
    drop(Box::from_raw(instance as *mut UniqueIds));
}

/// A descriptor is constant, so threads may share the pointers in it.
struct Descriptor(Plugin, [*const c_char; 1]);
unsafe impl Sync for Descriptor {}

static DESCRIPTOR: Descriptor = Descriptor(
    Plugin {
        struct_size: std::mem::size_of::<Plugin>() as u32,
        abi_minor: abi::ABI_MINOR,
        min_host_minor: 0,
        message_type_count: 1,
        name: b"unique-ids\0".as_ptr() as *const c_char,
        version: b"1.0.0\0".as_ptr() as *const c_char,
        summary: b"Ids that nobody else gets, in Rust\0".as_ptr() as *const c_char,
        message_types: &DESCRIPTOR.1 as *const *const c_char,
        create,
        start,
        message,
        stop,
        destroy,
    },
    [b"generate\0".as_ptr() as *const c_char],
);

/// The only symbol that the host needs.
#[no_mangle]
pub extern "C" fn maelstrom_plugin_v1() -> *const Plugin {
    &DESCRIPTOR.0
}
