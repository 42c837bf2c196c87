/** Spaces as plain files with the change journal in front: the component and what it is wired of. */
@NullMarked
package cc.dmart.storage.files.internal;

import org.jspecify.annotations.NullMarked;
