//! maelstrom/abi.h, version 1.0, in Rust. The header documents each function, its caller and its threads.
//!
//! Written by hand; `cargo test` compares every struct, member and constant with the installed description of the ABI.

use std::os::raw::{c_char, c_void};

// Defines the structs, and for the test their description in the ABI's text.
macro_rules! structs {
    ($($(#[$doc:meta])* $name:ident: $c_name:literal { $($field:ident: $type:ty,)* })*) => {
        $($(#[$doc])* #[repr(C)] #[derive(Clone, Copy)] pub struct $name { $(pub $field: $type,)* })*

        #[cfg(test)]
        fn describe_structs() -> Vec<String> {
            use std::mem::{align_of, size_of, MaybeUninit};
            let mut lines = Vec::new();
            $(
                lines.push(format!("struct {} size {} align {}", $c_name, size_of::<$name>(), align_of::<$name>()));
                let value = MaybeUninit::<$name>::uninit();
                $(
                    // Only the address is taken, nothing is read.
                    let place = unsafe { std::ptr::addr_of!((*value.as_ptr()).$field) } as usize - value.as_ptr() as usize;
                    let field = stringify!($field).trim_start_matches("r#");
                    lines.push(format!("member {}.{} offset {} size {}", $c_name, field, place, size_of::<$type>()));
                )*
            )*
            lines
        }
    };
}

macro_rules! constants {
    ($($name:ident: $type:ty = $value:literal;)*) => {
        $(#[allow(dead_code)] pub const $name: $type = $value;)*

        #[cfg(test)]
        fn describe_constants() -> Vec<String> {
            vec![$(format!("constant MAELSTROM_{} {}", stringify!($name), $name),)*]
        }
    };
}

pub const ABI_MINOR: u32 = 0;

constants! {
    OK: i32 = 0;
    E_INVALID: i32 = -1;
    E_BODY: i32 = -2;
    E_DESTINATION: i32 = -3;
    E_ANSWERED: i32 = -4;
    E_EXPIRED: i32 = -5;
    E_UNKNOWN: i32 = -6;
    E_STATE: i32 = -7;
    E_WRONG_THREAD: i32 = -8;
    E_ABSENT: i32 = -9;
    E_RESOURCE: i32 = -10;
    E_TIMEOUT: i32 = -11;
    E_CANCELLED: i32 = -12;
    E_FAILED: i32 = -13;
    ERROR_TIMEOUT: i32 = 0;
    ERROR_NODE_NOT_FOUND: i32 = 1;
    ERROR_NOT_SUPPORTED: i32 = 10;
    ERROR_TEMPORARILY_UNAVAILABLE: i32 = 11;
    ERROR_MALFORMED_REQUEST: i32 = 12;
    ERROR_CRASH: i32 = 13;
    ERROR_ABORT: i32 = 14;
    ERROR_KEY_DOES_NOT_EXIST: i32 = 20;
    ERROR_KEY_ALREADY_EXISTS: i32 = 21;
    ERROR_PRECONDITION_FAILED: i32 = 22;
    ERROR_TXN_CONFLICT: i32 = 30;
    LOG_TRACE: i32 = 0;
    LOG_DEBUG: i32 = 1;
    LOG_INFO: i32 = 2;
    LOG_WARN: i32 = 3;
    LOG_ERROR: i32 = 4;
    HAS_MSG_ID: u32 = 1;
    HAS_IN_REPLY_TO: u32 = 2;
}

pub type Callback = unsafe extern "C" fn(user: *mut c_void);
pub type RpcCallback = unsafe extern "C" fn(user: *mut c_void, status: i32, reply: *const Message);

structs! {
    /// Borrowed bytes.
    Slice: "maelstrom_slice" {
        data: *const c_char,
        size: usize,
    }

    /// One message that arrived, borrowed for the call.
    Message: "maelstrom_message" {
        struct_size: u32,
        flags: u32,
        msg_id: i64,
        in_reply_to: i64,
        request: u64,
        src: Slice,
        dest: Slice,
        r#type: Slice,
        body: Slice,
    }

    /// The host's functions for one instance. Valid from create until destroy returns.
    Host: "maelstrom_host" {
        struct_size: u32,
        abi_minor: u32,
        name: *const c_char,
        version: *const c_char,
        context: *mut c_void,
        node_id: unsafe extern "C" fn(*const Host) -> Slice,
        node_count: unsafe extern "C" fn(*const Host) -> usize,
        node_at: unsafe extern "C" fn(*const Host, index: usize) -> Slice,
        send: unsafe extern "C" fn(*const Host, dest: Slice, body: Slice) -> i32,
        reply: unsafe extern "C" fn(*const Host, request: u64, body: Slice) -> i32,
        reply_error: unsafe extern "C" fn(*const Host, request: u64, code: i32, text: Slice) -> i32,
        rpc: unsafe extern "C" fn(*const Host, Slice, Slice, timeout_ns: i64, RpcCallback, *mut c_void, *mut u64) -> i32,
        cancel_rpc: unsafe extern "C" fn(*const Host, rpc: u64) -> i32,
        raw_field: unsafe extern "C" fn(*const Host, name: Slice, value: *mut Slice) -> i32,
        after: unsafe extern "C" fn(*const Host, delay_ns: i64, Callback, *mut c_void, timer: *mut u64) -> i32,
        cancel: unsafe extern "C" fn(*const Host, timer: u64) -> i32,
        monotonic_clock: unsafe extern "C" fn(*const Host) -> i64,
        wall_clock: unsafe extern "C" fn(*const Host) -> i64,
        random_bytes: unsafe extern "C" fn(*const Host, bytes: *mut c_void, size: usize) -> i32,
        option: unsafe extern "C" fn(*const Host, name: Slice, value: *mut Slice) -> i32,
        option_at: unsafe extern "C" fn(*const Host, index: usize, name: *mut Slice, value: *mut Slice) -> i32,
        log_level: unsafe extern "C" fn(*const Host) -> i32,
        log: unsafe extern "C" fn(*const Host, level: i32, text: Slice),
        post: unsafe extern "C" fn(*const Host, Callback, *mut c_void) -> i32,
        fail: unsafe extern "C" fn(*const Host, reason: Slice),
        last_error: unsafe extern "C" fn(*const Host) -> Slice,
        extension: unsafe extern "C" fn(*const Host, id: *const c_char) -> *const c_void,
    }

    /// The description of a plugin.
    Plugin: "maelstrom_plugin" {
        struct_size: u32,
        abi_minor: u32,
        min_host_minor: u32,
        message_type_count: u32,
        name: *const c_char,
        version: *const c_char,
        summary: *const c_char,
        message_types: *const *const c_char,
        create: unsafe extern "C" fn(*const Host) -> *mut c_void,
        start: unsafe extern "C" fn(*mut c_void) -> i32,
        message: unsafe extern "C" fn(*mut c_void, *const Message) -> i32,
        stop: unsafe extern "C" fn(*mut c_void),
        destroy: unsafe extern "C" fn(*mut c_void),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The structs, members and constants in the text of the ABI, whose path is in the environment.
    fn recorded() -> BTreeSet<String> {
        let path = std::env::var("MAELSTROM_ABI").expect("MAELSTROM_ABI=$(pkg-config --variable=abi maelstrom-sdk)");
        let text = std::fs::read_to_string(path).expect("the text of the ABI");
        let facts = |line: &&str| ["struct ", "member ", "constant "].iter().any(|kind| line.starts_with(kind));
        text.lines().filter(facts).map(|line| line.split(" type ").next().unwrap().to_string()).collect()
    }

    #[test]
    fn is_the_abi_that_is_recorded() {
        let ours: BTreeSet<String> = describe_structs().into_iter().chain(describe_constants()).collect();
        let recorded = recorded();
        let differences: Vec<_> = recorded.symmetric_difference(&ours).collect();
        assert!(differences.is_empty(), "{:#?}", differences);
        assert!(ours.len() > 70, "{}", ours.len());
    }
}
