/** SQL on attachments, inside SQLite. */
@NullMarked
package cc.dmart.dataasset.internal;

import org.jspecify.annotations.NullMarked;
