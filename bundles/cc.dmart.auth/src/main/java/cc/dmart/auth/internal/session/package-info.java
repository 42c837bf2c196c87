/** Sessions, failure counters and locks ({@code security.md} 1.11, 2.4, 2.6). */
@NullMarked
package cc.dmart.auth.internal.session;

import org.jspecify.annotations.NullMarked;
