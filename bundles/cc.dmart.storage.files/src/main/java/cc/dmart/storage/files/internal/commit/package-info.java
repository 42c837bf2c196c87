/** From a change to durable files: preparing, journalling, applying, recovering. */
@NullMarked
package cc.dmart.storage.files.internal.commit;

import org.jspecify.annotations.NullMarked;
