package cc.dmart.storage.files.internal.apply;

import java.util.Optional;

/** Says what becomes of a line of a log. */
interface LinePicker {
    /** The line, another one in its place, or nothing; all without newlines. */
    Optional<byte[]> of(byte[] line);
}
