/** What operators look at, measure and call for: health, figures, facts about the server and its care ({@code http-api.md} 6). */
@NullMarked
package cc.dmart.core.internal.operate;

import org.jspecify.annotations.NullMarked;
