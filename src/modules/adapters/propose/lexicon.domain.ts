/**
 * What member names are made of: a word's meaning and the spellings it goes by in the systems and languages that
 * partners use. Meanings are what the field profiles are written in.
 */
const SPELLINGS = `
  # identity
  id: gid vid pk ident identifier ids identificador; uuid: guid uid ulid; number: num nbr numero nummer nr no
  code: cd codigo kode; key: clave; ref: reference aktenzeichen referenz referencia refno refnum
  external: ext extern foreign; source: origin src fuente quelle origine origen; vendor: supplier provider proveedor
  affiliate: publisher pub aff; partner: partners; payme; third; party: parties; correlation; tracking: trk; token
  click: gclid fbclid
  # records
  lead: leads prospect prospects interessent piste; intake: intakes
  matter: matters asunto expediente dossier akte zaak; case: cases caso casos processo; claim: claims siniestro
  file: files; deal: deals negocio geschaft; opportunity: opportunities opp oppty oportunidad
  submission: submissions submit envio; response: responses
  answer: answers antwort respuesta resposta reponse antworten; entry: entries; record: records registro datensatz
  object: objects obj sobject; ticket: tickets; issue: issues incident incidents; application: applications
  referral: referrals; referrer: referers referer referrers; project: projects proyecto projekt; item: items pulse; row: rows zeile fila; card: cards
  task: tasks; document: documents doc docs documento; envelope: envelopes; invitee: invitees attendee
  booking: appointment appointments bookings reservation; call: calls llamada anruf; conversation: conversations
  order: orders pedido bestellung; transaction: transactions txn
  # people
  contact: contacts contacto kontakt contato contactos; client: clients cliente klient mandant clientes
  customer: customers cust kunde; claimant: claimants; plaintiff: plaintiffs
  person: persons people persona personne pessoa; consumer: consumers borrower policyholder insured participant subscriber enrollee; applicant: applicants solicitante antragsteller
  requester; respondent: respondents; signature: signatures; signer: signers recipient recipients signatory
  patient: patients injured victim
  # the firm's people
  owner: owners propietario besitzer owned proprietaire; user: users usr benutzer usuario; agent: agents
  staff: employee employees worker workers host hosts adviser advisor advisors consultant clerk clerks screener
  interviewer adjuster adjusters officer asesor asesora berater sachbearbeiter conseiller medewerker; assigned: assignee assignees assign responsible zugewiesen
  creator: submitter author reporter editor modifier updater; by; sender: senders
  attorney: attorneys lawyer lawyers abogado anwalt avocat advogado counsel paralegal solicitor barrister
  atty attny
  manager: managers supervisor coordinator specialist handler rep representative operator; sales: salesperson
  initiated: initiator actor; admin: administrator; opposing: defendant defendants adverse opponent; emergency: guardian guardians kin relative
  # names
  name: names nombre nome nom naam nm
  first: frst fst given vorname forename firstname fname firstnm fn nombres prenom voornaam
  last: lst family surname lastname lname lastnm ln apellido apellidos nachname sobrenome achternaam cognome
  middle: tussenvoegsel infix mname mi middlename; completed; full: complete completo vollstandig
  prefix: salutation honorific anrede; suffix; title: heading prompt titles titulo titel titre; display: displayed
  # contact data
  phone: phones tel telephone telefono telefone telefon ph phn telefoonnummer telefonnummer fon telefonos
  mobile: msisdn cell cellphone cellular movil celular handy gsm mobil mobilnummer mobiltelefon cel; home: residential
  work; business: businesses; landline: festnetz; email: emails mail eml correo courriel; fax: faxes
  address: addresses direccion adresse endereco addr; area; country: pais land pays; extension
  caller: callers callerid ani; called: dnis dialed dialled; from: desde von; to
  # states
  statute
  status: stat sts stand stands standing statuses statut estado estatus stato situacao situation statuscode
  stage: stages phase fase etapa stufe milestone etape fases; state: states; entity: entities
  disposition: disp dispo dispositions; outcome: outcomes; conversion: conv
  result: results ergebnis resultado resultat; progress; decision; resolution; step: steps; sub: secondary
  cancellation: cancelation; rejection: reject rejected rejections; decline: declined denial denied
  disqualification: disqualify disqualified disqualifier disqualifiers; reason: reden rsn reasons motivo grund motif raison razon; why; detail: details detalle; cause
  # remarks
  note: nt notes nota notas notiz notizen anmerkung anmerkungen opmerking
  comment: comments commentary comentario comentarios kommentar commentaire observacao observacoes observacion observaciones bemerkung
  message: messages msg nachricht mensaje mensagem; remark: remarks
  description: desc descr beschreibung descripcion descricao; summary: synopsis; memo: memos; narrative
  explanation: explain; feedback; body; text: texto; content: contents
  additional: extra further other anything else add; info: information
  # the case
  type: typ types tipo typ kind art categorytype; category: categories kategorie categoria; tort: torts masstort; mass
  litigation: mdl; practice; campaign: campaigns campana kampagne cmp campanha; product: products producto produkt
  pipeline: pipelines; vertical: verticals; offer: offers; program: programs; injury: injuries; docket
  service: services; interest; court
  # organisations
  law; legal; firm: firms lawfirm bufete kanzlei solicitors; co: cocounsel; office: offices buro
  copy: cc ccs copied copies carboncopy; role: roles rolle rol; company: companies empresa unternehmen entreprise societe corporation
  organization: organisation org orgs organisations organizations; account: accounts cuenta konto; buyer: buyers
  location: locations; branch; department: dept; team: teams group groups; tenant: portal instance installation
  workspace: workspaces; site: sites website subdomain domain
  # happenings
  event: events evt ereignis evento; webhook: webhooks hook; delivery: deliveries; request: requests
  log: logs logging; activity: activities aktivitat; history: histories timeline audit verlauf historial
  notification: notifications; trigger: triggers triggered; action: actions; operation
  change: changes changed changeset diff; modified: updated update edited edit modification geandert
  created: create creation erstellt; subscription: subscriptions; attempt: attempts; automation; workflow: workflows
  rule: rules; session: sessions; batch: batches; version
  # time
  date: dt fecha datum dat; time: when times timestamp datetime ts epoch zeit hora heure; at; on
  birth: dob birthday birthdate geburtsdatum nacimiento; due: deadline expires expiry expiration; occurred: happened
  received
  # order of things
  previous: prev old past former prior before previously vorher anterior alt preimage; new: neu nuevo novo nouveau
  current: curr now actual aktuell present; after; latest: newest recent
  primary: main default preferred principal prim best; alternate: alternative spouse
  value: val values valor wert valeur; label: labels caption; field: fields feld campo champ; variable: variables
  question: questions frage pregunta pergunta; property: properties prop attribute attributes attr
  column: columns
  custom: cf udf customfield; option: options choice choices selected selection select; string: str; raw; list: lists
  tag: tags; form: forms formular formulario; template: templates; board: boards; parent; system; page: pages
  url: uri link links href; ip; device; language: locale lang; priority; score: rating
  amount: price cost total balance fee; count; duration: seconds minutes; currency; city: ciudad stadt ville town
  zip: postal postcode plz; street: strasse calle; gender: sex; method; flag: is has
`;

/** Spelling → meaning. */
export const MEANINGS: ReadonlyMap<string, string> = new Map(
  SPELLINGS.split('\n')
    .filter((line) => !line.includes('#'))
    .flatMap((line) => line.split(';'))
    .flatMap((entry) => {
      const [meaning = '', ...spellings] = entry.split(/[:\s]+/).filter((word) => word !== '');
      return [meaning, ...spellings].map((word) => [word, meaning] as const);
    }),
);
