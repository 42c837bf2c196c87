/** Account records, and the first start, which makes the first of them ({@code security.md} 1, 5.14). */
@NullMarked
package cc.dmart.core.internal.account;

import org.jspecify.annotations.NullMarked;
