/** Account records, first start and facts about the server ({@code security.md} 1, 5.14). */
@NullMarked
package cc.dmart.core.internal.account;

import org.jspecify.annotations.NullMarked;
