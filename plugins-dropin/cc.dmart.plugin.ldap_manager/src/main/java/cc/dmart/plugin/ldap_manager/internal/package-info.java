/** The plugin {@code ldap_manager}: mirrors accounts to an LDAP directory. Nothing here is exported. */
@NullMarked
package cc.dmart.plugin.ldap_manager.internal;

import org.jspecify.annotations.NullMarked;
