import Credentials
import Refusals
import Testing

/// What `leadkeeper explain` makes of what real mail servers say.
@Suite struct MailDiagnosisTests {
    @Test(arguments: MailReplies.all.filter { $0.subject != .unsaid })
    func `an answer that says what it is about is known where it is pasted`(_ reply: MailReplies.Reply) {
        let found = Diagnosis.all(in: reply.line)
        guard let code = EnhancedStatus(in: reply.reply.text) else {
            // By words alone: what they name at RCPT, where servers say the most, has to be the recipient or the sender.
            let subject = MailReply(.recipient, reply.reply.code, reply.reply.text).verdict.subject
            #expect(!found.isEmpty || subject != .recipient && subject != .sender, "\(reply)")
            return
        }
        #expect(found.count == 1 && found.first?.code?.hasSuffix(code.description) == true, "\(reply)")
    }
}
