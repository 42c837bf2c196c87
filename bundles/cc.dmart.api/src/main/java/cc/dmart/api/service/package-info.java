/**
 * Use cases, called by the edges. Implemented by {@code core}, except {@link cc.dmart.api.service.AuthService}, {@link cc.dmart.api.service.IdentityService},
 * {@link cc.dmart.api.service.PasswordHashing} and {@link cc.dmart.api.service.SessionEvents}, which {@code auth} provides.
 */
@Export
@Version("1.1.0")
@NullMarked
package cc.dmart.api.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
