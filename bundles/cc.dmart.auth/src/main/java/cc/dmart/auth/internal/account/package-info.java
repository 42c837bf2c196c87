/** Accounts as their owners handle them ({@code security.md} 1.6 to 1.10). */
@NullMarked
package cc.dmart.auth.internal.account;

import org.jspecify.annotations.NullMarked;
