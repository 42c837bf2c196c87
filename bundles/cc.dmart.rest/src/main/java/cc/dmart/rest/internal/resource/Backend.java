package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.service.AccountService;
import cc.dmart.api.service.AlterationService;
import cc.dmart.api.service.ArchiveService;
import cc.dmart.api.service.AuthService;
import cc.dmart.api.service.CsvService;
import cc.dmart.api.service.DataAssetService;
import cc.dmart.api.service.EntryLookup;
import cc.dmart.api.service.EntryService;
import cc.dmart.api.service.ExplainService;
import cc.dmart.api.service.HealthCheckService;
import cc.dmart.api.service.IdentityService;
import cc.dmart.api.service.IndexService;
import cc.dmart.api.service.LinkService;
import cc.dmart.api.service.LockService;
import cc.dmart.api.service.MaintenanceService;
import cc.dmart.api.service.QrService;
import cc.dmart.api.service.QueryService;
import cc.dmart.api.service.SavedQueryService;
import cc.dmart.api.service.SocialService;
import cc.dmart.api.service.SubmissionService;
import cc.dmart.api.service.SystemService;
import cc.dmart.api.service.TicketService;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The services behind the resources. They are optional so that the routes stand before their services do and stay when a
 * bundle is replaced; while one is away its routes answer {@code E(503,general,503)}. Thread-safe.
 */
@Component(service = Backend.class)
public final class Backend {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EntryService entries;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable QueryService queries;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AccountService accounts;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuthService auth;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable IdentityService identity;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SocialService social;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SystemService system;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable LockService locks;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HealthCheckService healthChecks;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable TicketService tickets;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SavedQueryService savedQueries;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EntryLookup lookup;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CsvService tables;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SubmissionService submissions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable IndexService index;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AlterationService alterations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable MaintenanceService maintenance;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable QrService codes;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DataAssetService dataAssets;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ArchiveService archives;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable LinkService links;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ExplainService explanations;

    /** Reads and changes of entries. @throws DmartException.Unavailable while the service is away */
    public EntryService entries() {
        return present(entries);
    }

    /** Questions over many entries. @throws DmartException.Unavailable while the service is away */
    public QueryService queries() {
        return present(queries);
    }

    /** Stored questions. @throws DmartException.Unavailable while the service is away */
    public SavedQueryService savedQueries() {
        return present(savedQueries);
    }

    /** Tables of entries. @throws DmartException.Unavailable while the service is away */
    public CsvService tables() {
        return present(tables);
    }

    /** Care of the index. @throws DmartException.Unavailable while the service is away */
    public IndexService index() {
        return present(index);
    }

    /** SQL over attachments. @throws DmartException.Unavailable while the service is away */
    public DataAssetService dataAssets() {
        return present(dataAssets);
    }

    /** Accounts. @throws DmartException.Unavailable while the service is away */
    public AccountService accounts() {
        return present(accounts);
    }

    /** Logins. @throws DmartException.Unavailable while the service is away */
    public AuthService auth() {
        return present(auth);
    }

    /** Accounts as their owners handle them. @throws DmartException.Unavailable while the service is away */
    public IdentityService identity() {
        return present(identity);
    }

    /** Logins of other providers. @throws DmartException.Unavailable while the service is away */
    public SocialService social() {
        return present(social);
    }

    /** Facts about the server. @throws DmartException.Unavailable while the service is away */
    public SystemService system() {
        return present(system);
    }

    /** Locks of entries. @throws DmartException.Unavailable while the service is away */
    public LockService locks() {
        return present(locks);
    }

    /** Checks of spaces. @throws DmartException.Unavailable while the service is away */
    public HealthCheckService healthChecks() {
        return present(healthChecks);
    }

    /** Tickets. @throws DmartException.Unavailable while the service is away */
    public TicketService tickets() {
        return present(tickets);
    }

    /** What names entries besides their address. @throws DmartException.Unavailable while the service is away */
    public EntryLookup lookup() {
        return present(lookup);
    }

    /** Open forms. @throws DmartException.Unavailable while the service is away */
    public SubmissionService submissions() {
        return present(submissions);
    }

    /** Proposed changes. @throws DmartException.Unavailable while the service is away */
    public AlterationService alterations() {
        return present(alterations);
    }

    /** What operators do. @throws DmartException.Unavailable while the service is away */
    public MaintenanceService maintenance() {
        return present(maintenance);
    }

    /** Codes of entries. @throws DmartException.Unavailable while the service is away */
    public QrService codes() {
        return present(codes);
    }

    /** Archives of spaces. @throws DmartException.Unavailable while the service is away */
    public ArchiveService archives() {
        return present(archives);
    }

    /** Short links. @throws DmartException.Unavailable while the service is away */
    public LinkService links() {
        return present(links);
    }

    /** Reasons of decisions. @throws DmartException.Unavailable while the service is away */
    public ExplainService explanations() {
        return present(explanations);
    }

    /** A service that is there. @throws DmartException.Unavailable while it is away */
    static <T> T present(@Nullable T service) {
        if (service == null) {
            throw DmartException.Unavailable.now("A part of the server is not there", null);
        }
        return service;
    }
}
