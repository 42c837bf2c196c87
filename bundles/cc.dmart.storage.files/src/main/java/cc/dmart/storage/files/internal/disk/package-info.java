/** Every call to the file system, behind one interface so that tests can make each of them fail. */
@NullMarked
package cc.dmart.storage.files.internal.disk;

import org.jspecify.annotations.NullMarked;
