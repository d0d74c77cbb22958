package import Credentials
import Ports
package import SecureMemory
import Synchronization
import TestBasics
import Upkeep

extension SimulatedCloud: CredentialProber {
    package func probe(
        _ credential: Credential, secret: SharedSecret, plan: ProbePlan, at now: Instant, secretAge: TimeSpan
    ) async -> ProbeReport {
        let value = secret.text
        let finding = state.withLock { (state: inout State) -> ProbeReport.Finding? in
            state.proverAttempts.append((credential.name, value, clock.now()))
            do throws(Setback) {
                guard try !begin("probe", &state) else { throw Self.lost }
                switch credential.identity {
                case .azureAD(_, let application): try signIn(application, value, &state, isForLeads: true)
                case .office365(let user, _, _):
                    guard state.passwords[user] == value else {
                        throw Setback(.unauthorised, code: "AADSTS50126", message: "the password is not accepted")
                    }
                case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: break
                }
                return nil
            } catch {
                let probeClass: ProbeClass =
                    switch error.kind {
                    case .unauthorised where credential.identity.isPassword: .passwordWrong
                    case .unauthorised: error.code == "AADSTS7000222" ? .secretExpired : .secretWrong
                    default: .serviceFault
                    }
                return .init(
                    class: probeClass, step: .token, code: error.code, message: error.message,
                    retryAfter: error.retryAfter)
            }
        }
        let steps = ProbeReport.StepName.allCases.filter {
            plan.lead != nil || [.endpoint, .token, .identity].contains($0)
        }
        return ProbeReport(
            extent: plan.lead == nil ? .signIn : .whole, finding: finding,
            steps: steps.map { .init(name: $0, result: finding == nil ? .ok : .skipped, durationMilliseconds: 1) },
            at: now,
            durationMilliseconds: 1, clockSkew: finding?.class == .serviceFault ? nil : .seconds(0))
    }
}
