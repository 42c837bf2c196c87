/** Reading entries, attachments, logs and whole trees; never writes. */
@NullMarked
package cc.dmart.storage.files.internal.read;

import org.jspecify.annotations.NullMarked;
