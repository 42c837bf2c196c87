/** What the bundle keeps on disk besides the sessions ({@code security.md} 2.4): short-lived rows, and the file they lie in. */
@NullMarked
package cc.dmart.auth.internal.store;

import org.jspecify.annotations.NullMarked;
